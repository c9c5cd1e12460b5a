using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Reranking;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>Sends searches to a corpus as a client wrote them, and with the crossing of one query in them.</summary>
internal sealed class CrossedSearching
{
    public const int Dimensions = 24;
    public const float Typical = 0.1f;
    public const double ModelWeight = 1.5;

    private readonly CrossedCorpus _corpus;
    private readonly QueryEmbedding _query;
    private readonly Dictionary<string, float> _similarities;
    private readonly CrossingScript _script;

    public CrossedSearching(CrossedCorpus corpus)
    {
        _corpus = corpus;
        _query = corpus.Query(Dimensions);
        var layer = new CosineCrossing(Dimensions);
        _similarities = corpus.Similarities(layer, _query, Typical);
        _script = EngineScript.For(layer, new(CrossedCorpus.Model), Typical, corpus.Dialect.Family, new("twinbert"))!.Write(_query, ModelWeight);
    }

    /// <summary>The new score of a document.</summary>
    public float Fuse(string id, float score) => new ScoreFusion(ModelWeight, Typical).Fuse(score, _similarities[id]);

    /// <summary>A search as the client wrote it.</summary>
    public Task<JsonObject> PlainAsync(string queryString, string body) =>
        _corpus.SearchAsync($"/{_corpus.Both}/_search?{queryString}", Encoding.UTF8.GetBytes(Spelled(body)));

    /// <summary>The search in a form that it bears.</summary>
    public Task<JsonObject> CrossedAsync(RerankForm form, string queryString, string body, int window = 100, string? target = null)
    {
        var search = Write(form, queryString, body, window);
        return _corpus.SearchAsync($"/{target ?? _corpus.Both + "/_search"}?{search.QueryString}", search.Body);
    }

    public CrossedSearch Write(RerankForm form, string queryString, string body, int window = 100)
    {
        var shape = SearchShapeReader.Read(queryString, Encoding.UTF8.GetBytes(Spelled(body)), new());
        Assert.Equal((body, null), (body, shape.ReasonAgainst(form, _corpus.Dialect.Family)));
        return form == RerankForm.Wrap
            ? CrossedSearchWriter.Wrap(shape, _script, _corpus.Dialect)
            : CrossedSearchWriter.Rescore(shape, _script, window, _corpus.Dialect);
    }

    /// <summary>The search that learns whether an index bears the script.</summary>
    public Task<JsonObject> ProbeAsync(string index) => _corpus.SearchAsync($"/{index}/_search", CrossedSearchWriter.Probe(_script));

    /// <summary>The hits of an answer, with their scores.</summary>
    public static (string Id, float Score)[] Hits(JsonObject answer) =>
    [
        .. answer["hits"]!["hits"]!.AsArray().Select(hit => (hit!["_id"]!.GetValue<string>(), hit["_score"]?.GetValue<float>() ?? float.NaN)),
    ];

    /// <summary>The hits as they have to come: by new scores, where those are the same in the order in which the engine gave them.</summary>
    public (string Id, float Score)[] Expected(IEnumerable<(string Id, float Score)> plain) =>
        [.. plain.Select(hit => (hit.Id, Score: Fuse(hit.Id, hit.Score))).OrderByDescending(hit => hit.Score)];

    /// <summary>Holds hits to what they have to be: to some millionths, and in the same order but for scores as near as that.</summary>
    public static void Same((string Id, float Score)[] expected, (string Id, float Score)[] actual, string of)
    {
        Assert.Equal((of, expected.Length), (of, actual.Length));
        var scores = expected.ToDictionary(hit => hit.Id, hit => hit.Score);
        for (var rank = 0; rank < actual.Length; rank++)
        {
            Near(scores[actual[rank].Id], actual[rank].Score, of);
            Near(expected[rank].Score, actual[rank].Score, of);
        }
    }

    /// <summary>A body with quotes in place of apostrophes, and queries in place of their names.</summary>
    public static string Spelled(string body) => body
        .Replace("TEXT", "{'match':{'title':'red boot item'}}", StringComparison.Ordinal)
        .Replace("STOCK", "{'constant_score':{'filter':{'term':{'available':true}},'boost':10}}", StringComparison.Ordinal)
        .Replace('\'', '"');

    private static void Near(float expected, float actual, string of) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-5 * Math.Abs(expected), $"{of}: {actual} instead of {expected}.");
}
