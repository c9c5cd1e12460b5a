using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>Says why an index's mapping did not get the embedding object, and what to do about it.</summary>
internal static class MappingFailure
{
    /// <summary>Says it in one line.</summary>
    /// <param name="index">The index.</param>
    /// <param name="refusal">What the engine refused.</param>
    public static string Of(string index, MappingRefusal refusal) => refusal.Index is not null
        ? $"The embedding object takes fields that '{index}' may have, and its limit (index.mapping.total_fields.limit) cannot be raised by as many: "
            + $"{EngineError.Describe(refusal.Answer)}{Privilege(index, refusal.Answer)}"
        : $"The embedding object cannot be added to the mapping of '{index}': {EngineError.Describe(refusal.Answer)}{Remedy(index, refusal.Answer)}";

    private static string Remedy(string index, ClusterAnswer answer) =>
        Encoding.UTF8.GetString(answer.Body.Span).Contains("Limit of total fields", StringComparison.Ordinal)
            ? $" '{index}' has more fields than its limit allows: raise index.mapping.total_fields.limit by at least as many as it lacks."
            : Privilege(index, answer);

    private static string Privilege(string index, ClusterAnswer answer) =>
        answer.Status is 401 or 403 ? $" Give the account the privilege to change mapping and settings ('manage' on '{index}')." : "";
}
