using System.Text;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Running;

/// <summary>Says why an engine does not add the embedding object to a mapping, and what to do about it.</summary>
internal static class MappingRefusal
{
    public static string Describe(string index, ClusterAnswer answer)
    {
        var remedy = answer.Status is 401 or 403 ? $" Give the account the privilege to change the mapping ('manage' on '{index}')."
            : Encoding.UTF8.GetString(answer.Body.Span).Contains("Limit of total fields", StringComparison.Ordinal)
                ? $" The embedding object takes three fields: raise index.mapping.total_fields.limit of '{index}' by at least as many as it lacks."
                : "";
        return $"The embedding object cannot be added to the mapping of '{index}': {EngineError.Describe(answer)}{remedy}";
    }
}
