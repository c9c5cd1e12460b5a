using System.Buffers;
using System.Text;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Sources;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

public sealed class DocumentReadTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task TryCut_EveryRead_IsAsIfTheDocumentsHadNoEmbeddings(EngineKind kind)
    {
        await using var index = await WireIndex.CreateAsync(engines, kind, "reads");
        var failures = new StringBuilder();
        foreach (var (read, path, body, type) in Reads())
        {
            foreach (var pretty in new[] { "", "pretty" })
            {
                var expected = WireText.Normal(await SendAsync(index, index.Plain, path, pretty, body, type), index);
                var query = DocumentReadRewriter.KeepWholeSource(read, pretty, index.Dialect);
                var answer = await SendAsync(index, index.Embedded, path, query, body, type);
                var output = new ArrayBufferWriter<byte>();
                var written = new EmbeddingCutter([new("twinbert")]).TryCut(read, answer, output) ? output.WrittenSpan.ToArray() : answer;
                if (expected != WireText.Normal(written, index))
                {
                    failures
                        .AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{path}?{pretty} {body}")
                        .AppendLine(expected)
                        .AppendLine(WireText.Normal(written, index));
                }
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
    }

    private static IEnumerable<(DocumentReadKind Read, string Path, string Body, string Type)> Reads()
    {
        const string Json = "application/json";
        foreach (var (id, _, _) in WireDocuments.All(EngineFamily.Elasticsearch))
        {
            yield return (DocumentReadKind.Document, $"_doc/{id}", "", Json);
            yield return (DocumentReadKind.Source, $"_source/{id}", "", Json);
        }

        yield return (DocumentReadKind.Document, "_doc/no-such-document", "", Json);
        yield return (DocumentReadKind.MultiGet, "_mget", """{"ids":["0","1","4","empty","none"]}""", Json);
        yield return (DocumentReadKind.MultiGet, "_mget", """{"docs":[{"_id":"0","_source":["title"]},{"_id":"1","_source":false},{"_id":"2"}]}""", Json);
        const string Filtered = """{"query":{"match":{"title":"shoe"}},"_source":["title","sub","twinbert.*"],"sort":["n"]}""";
        yield return (DocumentReadKind.Search, "_search", Filtered, Json);
        yield return (DocumentReadKind.Search, "_msearch", "{}\n" + Filtered + "\n{}\n{\"query\":{\"no_such\":{}}}\n", "application/x-ndjson");
        yield return (
            DocumentReadKind.Search,
            "_search",
            """{"size":0,"aggs":{"c":{"terms":{"field":"color"},"aggs":{"_source":{"top_hits":{"_source":["n"]}}}}}}""",
            Json);
        yield return (DocumentReadKind.Search, "_search", """{"_source":["n"],"suggest":{"s":{"prefix":"sho","completion":{"field":"done"}}}}""", Json);
        yield return (DocumentReadKind.Update, "_explain/2", """{"query":{"match_none":{}}}""", Json);
        yield return (
            DocumentReadKind.Bulk,
            "_bulk",
            "{\"update\":{\"_id\":\"3\",\"_source\":true}}\n{\"doc\":{\"n\":7}}\n{\"update\":{\"_id\":\"none\",\"_source\":true}}\n{\"doc\":{}}\n",
            "application/x-ndjson");
        yield return (DocumentReadKind.Update, "_update/3", """{"doc":{"n":8},"_source":true}""", Json);
    }

    private static Task<byte[]> SendAsync(WireIndex index, string name, string path, string query, string body, string type) =>
        index.SendAsync(body.Length == 0 ? HttpMethod.Get : HttpMethod.Post, $"/{name}/{path}?{query}", body, type);
}
