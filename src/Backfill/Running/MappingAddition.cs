using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Running;

/// <summary>Adds the embedding object to the mapping of an index, with room for it in the limit of fields (docs/adr/0011-room-for-three-fields.md).</summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="family">The engine's family.</param>
/// <param name="dimensions">The length of the vectors.</param>
internal sealed class MappingAddition(IClusterCalls calls, EngineFamily family, int dimensions)
{
    /// <summary>Adds.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="target">The name that the run writes to, which goes with the index.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, and what to do about it, in one line; <see langword="null"/> when it is done.</returns>
    public async ValueTask<string?> AddAsync(IndexPlan plan, string target, CancellationToken cancellationToken)
    {
        var path = $"/{Uri.EscapeDataString(target)}";
        var room = await calls.SendAsync(new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        if (room.IsSuccess && Crowded(room.Body) is var (limit, isNearlyFull))
        {
            var raised = await calls.SendAsync(new(HttpMethod.Put, $"{path}/_settings", FieldLimit.PutBody(limit)), cancellationToken).ConfigureAwait(false);
            if (!raised.IsSuccess && isNearlyFull)
            {
                return $"The embedding object takes {FieldLimit.Taken} of the fields that '{plan.Name}' may have, and the limit cannot be raised: "
                    + $"{EngineError.Describe(raised)} Set index.mapping.total_fields.limit to {limit} first.";
            }
        }

        var body = EmbeddingMapping.PutBody(family, plan.Fields.Embedding, dimensions);
        var answer = await calls.SendAsync(new(HttpMethod.Put, $"{path}/_mapping", body), cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? null : Refusal(plan.Name, answer);
    }

    private static (int Limit, bool IsNearlyFull)? Crowded(ReadOnlyMemory<byte> body)
    {
        using var answer = JsonDocument.Parse(body);
        foreach (var index in answer.RootElement.EnumerateObject())
        {
            return FieldLimit.Raised(index.Value) is { } limit ? (limit, FieldLimit.IsNearlyFull(index.Value)) : null;
        }

        return null;
    }

    private static string Refusal(string index, ClusterAnswer answer)
    {
        var remedy = answer.Status is 401 or 403 ? $" Give the account the privilege to change the mapping ('manage' on '{index}')."
            : Encoding.UTF8.GetString(answer.Body.Span).Contains("Limit of total fields", StringComparison.Ordinal)
                ? $" The embedding object takes {FieldLimit.Taken} fields: raise index.mapping.total_fields.limit of '{index}' by at least as many as it lacks."
                : "";
        return $"The embedding object cannot be added to the mapping of '{index}': {EngineError.Describe(answer)}{remedy}";
    }
}
