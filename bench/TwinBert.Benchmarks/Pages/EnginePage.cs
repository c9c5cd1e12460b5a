using System.Globalization;
using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;

namespace TwinBert.Benchmarks.Pages;

/// <summary>An engine's answer to a widened search: products with some text and a vector each.</summary>
internal sealed class EnginePage
{
    private readonly Random _random;

    /// <summary>Makes one.</summary>
    /// <param name="family">The engine.</param>
    /// <param name="hits">The hits of the window.</param>
    /// <param name="dimensions">The components of a vector.</param>
    /// <param name="seed">Answers of different seeds are different.</param>
    public EnginePage(EngineFamily family, int hits, int dimensions, int seed)
    {
        _random = new(seed);
        var request = SearchRequestReader.Read("", Body, new() { Window = hits, Field = Field }).Request!;
        Widened = SearchRequestRewriter.Widen(request, SearchDialect.For(family));
        Options = new() { Dimensions = dimensions };
        var texts = Enumerable.Range(0, hits).Select(rank => Hit(rank, Vector(family, dimensions)));
        Json = Encoding.UTF8.GetBytes(
            "{\"took\":12,\"timed_out\":false,\"_shards\":{\"total\":1,\"successful\":1,\"skipped\":0,\"failed\":0},"
            + "\"hits\":{\"total\":{\"value\":10000,\"relation\":\"gte\"},\"max_score\":24.5,\"hits\":[" + string.Join(',', texts) + "]}}");
        var ranks = Enumerable.Range(0, hits).ToArray();
        _random.Shuffle(ranks);
        Order = new(ranks, Array.ConvertAll(ranks, rank => 1 + (1f / (1 + rank))));
    }

    /// <summary>The embedding object.</summary>
    public static EmbeddingField Field { get; } = new("twinbert");

    /// <summary>The client's search.</summary>
    public static byte[] Body { get; } =
        """{"query":{"bool":{"must":[{"multi_match":{"query":"warm winter coat","fields":["title^2","text"]}}],"filter":[{"term":{"brand":"x"}}]}},"size":10}"""u8.ToArray();

    /// <summary>The answer.</summary>
    public byte[] Json { get; }

    /// <summary>What it answers.</summary>
    public WidenedSearch Widened { get; }

    /// <summary>How it is read.</summary>
    public ResponseReadOptions Options { get; }

    /// <summary>Another order.</summary>
    public HitOrder Order { get; }

    /// <summary>Components as a model gives them: near 0 more often than far from it.</summary>
    public sbyte[] Components(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (sbyte)Math.Clamp(Enumerable.Range(0, 6).Sum(_ => _random.Next(-36, 37)), -127, 127))];

    private string Vector(EngineFamily family, int dimensions) => family == EngineFamily.OpenSearch
        ? "\"" + Convert.ToBase64String(Array.ConvertAll(Components(dimensions), component => (byte)component)) + "\""
        : "[" + string.Join(',', Components(dimensions)) + "]";

    private static string Hit(int rank, string vector) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"_index":"products","_id":"{{{rank}}}","_score":{{{24.5 - (rank * 0.0125)}}},"_source":{"title":"Coat number {{{rank}}}, lined","brand":"x","price":{{{rank}}}.95,"text":"{{{string.Join(' ', Enumerable.Repeat("A warm coat for the winter, of wool and with a hood.", 6))}}}"},"fields":{"{{{Field.VectorPath}}}":[{{{vector}}}],"{{{Field.ModelPath}}}":["0123456789ab"]}}
        """);
}
