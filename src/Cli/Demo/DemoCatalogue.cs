using System.Buffers;
using System.Text.Json;
using TwinBert.Cli.Load;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Cli.Demo;

/// <summary>The sample catalogue, which is a resource of the program, and how the demo indexes it.</summary>
internal static class DemoCatalogue
{
    public const string Index = "products";

    /// <summary>What makes a product's text for the model.</summary>
    public static readonly IReadOnlyList<string> TextFields = ["title", "metadata.brand", "metadata.category", "text"];

    /// <summary>How a shop might set its index up; nothing in it is there for the sidecar.</summary>
    public static ReadOnlyMemory<byte> IndexSettings => """
        {"settings":{"index":{"number_of_shards":1,"number_of_replicas":0}},
        "mappings":{"properties":{
        "title":{"type":"text","analyzer":"english"},
        "text":{"type":"text","analyzer":"english"},
        "metadata":{"properties":{
        "sku":{"type":"keyword"},"brand":{"type":"keyword"},"department":{"type":"keyword"},"category":{"type":"keyword"},
        "colour":{"type":"keyword"},"price":{"type":"float"}}}}}}
        """u8.ToArray();

    public static BeirDataset Open() => BeirDataset.Read("catalogue", "test", new(Resource("corpus.jsonl"), Resource("queries.jsonl"), Resource("test.tsv")));

    /// <summary>The products as the shop indexes them: the identifier is not part of the source.</summary>
    public static IAsyncEnumerable<LoadDocument> Documents(BeirDataset catalogue) =>
        catalogue.ReadCorpus().Select((product, i) => new LoadDocument(i + 1, product.Id, WithoutId(product.Json))).ToAsyncEnumerable();

    private static DatasetFile Resource(string name) => new(name, () => typeof(DemoCatalogue).Assembly.GetManifestResourceStream("catalogue/" + name)!);

    private static ReadOnlyMemory<byte> WithoutId(ReadOnlyMemory<byte> json)
    {
        using var product = JsonDocument.Parse(json);
        var source = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(source))
        {
            writer.WriteStartObject();
            foreach (var property in product.RootElement.EnumerateObject().Where(property => property.Name != "_id"))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return source.WrittenMemory;
    }
}
