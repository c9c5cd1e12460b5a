using System.Text;
using System.Text.Json;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Coverage;

/// <summary>Counts how many documents of an index have an embedding, and of which model. Changes nothing. Thread-safe.</summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="model">The model whose embeddings are wanted.</param>
public sealed class CoverageCounter(IClusterCalls calls, ModelFingerprint model)
{
    /// <summary>Counts what searches can see.</summary>
    /// <param name="index">A concrete index.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The counts; or why they are not known.</returns>
    public async ValueTask<(IndexCoverage? Coverage, string? Failure)> CountAsync(string index, EmbeddingField field, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(field);
        string[] queries = ["""{"match_all":{}}""", EmbeddingQueries.Current(field, model), EmbeddingQueries.Any(field)];
        var counts = new long[queries.Length];
        for (var i = 0; i < queries.Length; i++)
        {
            (counts[i], var failure) = await CountAsync(index, queries[i], cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return (null, failure);
            }
        }

        // Counted one after the other, while documents are written: a later count may have more than an earlier one, which has all.
        var any = Math.Max(counts[2], counts[1]);
        return (new IndexCoverage(Math.Max(counts[0], any), counts[1], any - counts[1]), null);
    }

    private async ValueTask<(long Count, string? Failure)> CountAsync(string index, string query, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_count", Encoding.UTF8.GetBytes($$"""{"query":{{query}}}"""));
        var answer = await calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return (0, EngineError.Describe(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (json.RootElement.GetProperty("count").GetInt64(), null);
    }
}
