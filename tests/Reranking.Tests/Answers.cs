using System.Globalization;
using System.Text;
using TwinBert.Model.Encoding;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using Xunit;

namespace TwinBert.Reranking.Tests;

/// <summary>Hits as an engine would answer with them.</summary>
internal static class Answers
{
    public const string Model = "0123456789ab";

    /// <summary>A query that fits the test crossing.</summary>
    public static QueryEmbedding Query { get; } = new(new float[TableCrossing.Length]);

    /// <summary>Reads an answer with these hits: their scores, and their similarities in hundredths or none.</summary>
    public static SearchResponse Of(IEnumerable<(float Score, int? Similarity)> hits, string model = Model)
    {
        var json = new StringBuilder("{\"took\":1,\"hits\":{\"max_score\":null,\"hits\":[");
        json.AppendJoin(',', hits.Select((hit, i) => Hit(i, hit.Score, hit.Similarity, model))).Append("]}}");
        var reading = SearchRequestReader.Read("q=shoe", default, new());
        var search = SearchRequestRewriter.Widen(reading.Request!, SearchDialect.For(EngineFamily.Elasticsearch));
        Assert.True(SearchResponse.TryRead(Encoding.UTF8.GetBytes(json.ToString()), search, new() { Dimensions = TableCrossing.Length }, out var response));
        return response;
    }

    public static RerankRequest Request(SearchResponse response, int window = 100, double weight = 1) =>
        new() { Query = Query, Hits = response.Hits, Window = window, ModelWeight = weight };

    private static string Hit(int id, float score, int? similarity, string model)
    {
        var text = score.ToString("R", CultureInfo.InvariantCulture);
        return similarity is { } value
            ? $$$"""{"_id":"{{{id}}}","_score":{{{text}}},"fields":{"twinbert.embedding":[[1,{{{value}}}]],"twinbert.model":["{{{model}}}"]}}"""
            : $$"""{"_id":"{{id}}","_score":{{text}}}""";
    }
}
