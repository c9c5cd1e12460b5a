using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Coverage;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Switching;

/// <summary>Counts documents with the embeddings of two models. Changes nothing. Thread-safe.</summary>
/// <param name="calls">The way to the cluster.</param>
public sealed class GenerationCounter(IClusterCalls calls)
{
    /// <summary>Counts what searches can see.</summary>
    /// <param name="indices">An index expression.</param>
    /// <param name="first">The embedding object and the model of the first.</param>
    /// <param name="second">Those of the second.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts; or why they are not known, in one line.</returns>
    public async ValueTask<(GenerationCoverage? Coverage, string? Failure)> CountAsync(
        string indices,
        (EmbeddingField Field, ModelFingerprint Model) first,
        (EmbeddingField Field, ModelFingerprint Model) second,
        CancellationToken cancellationToken)
    {
        var (one, other) = (EmbeddingQueries.Current(first.Field, first.Model), EmbeddingQueries.Current(second.Field, second.Model));
        var body = $$$"""
            { "size": 0, "track_total_hits": true,
              "query": { "bool": { "should": [ {{{one}}}, {{{other}}} ], "minimum_should_match": 1 } },
              "aggs": { "first": { "filter": {{{one}}} }, "second": { "filter": {{{other}}} } } }
            """;
        var target = $"/{Uri.EscapeDataString(indices)}/_search?filter_path=hits.total.value,aggregations.*.doc_count";
        var answer = await calls.SendAsync(new(HttpMethod.Post, target, Encoding.UTF8.GetBytes(body)), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return (null, EngineError.Describe(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);

        // Where no index matches, an engine leaves the aggregations out.
        return json.RootElement.TryGetProperty("aggregations", out var counts)
            ? (new(Count(counts, "first"), Count(counts, "second"), Total(json.RootElement)), null)
            : (new(0, 0, 0), null);
    }

    private static long Total(JsonElement answer) => answer.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt64();

    private static long Count(JsonElement counts, string name) => counts.GetProperty(name).GetProperty("doc_count").GetInt64();
}
