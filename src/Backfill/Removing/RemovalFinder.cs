using System.Text.Json;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Removing;

/// <summary>Finds the indices that embeddings are to be taken out of, and what speaks against that. Changes nothing. Thread-safe.</summary>
/// <param name="calls">The way to the cluster.</param>
public sealed class RemovalFinder(IClusterCalls calls)
{
    /// <summary>Finds them.</summary>
    /// <param name="expression">The name of an index, alias or data stream, or a pattern.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="requiresWrites">Whether an index that cannot be written is an error; not for somebody who only counts.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>A plan for each concrete index; or why there is none, in one line.</returns>
    public async ValueTask<(IReadOnlyList<IndexPlan> Indices, string? Failure)> FindAsync(
        string expression, EmbeddingField field, bool requiresWrites, CancellationToken cancellationToken)
    {
        var settings = await GetAsync(expression, "_settings?flat_settings=true", cancellationToken).ConfigureAwait(false);
        var mappings = settings.IsSuccess ? await GetAsync(expression, "_mapping", cancellationToken).ConfigureAwait(false) : settings;
        if (!mappings.IsSuccess)
        {
            return ([], $"'{expression}': {EngineError.Describe(mappings)}. Check the name, and that Upstream's credentials may read and write there.");
        }

        using var described = JsonDocument.Parse(settings.Body);
        using var mapped = JsonDocument.Parse(mappings.Body);
        var plans = new List<IndexPlan>();
        foreach (var entry in described.RootElement.EnumerateObject())
        {
            var index = new IndexDescription(entry.Name, entry.Value.GetProperty("settings"));
            var mapping = mapped.RootElement.TryGetProperty(entry.Name, out var found) ? found.GetProperty("mappings") : default;
            if (requiresWrites && Obstacle(index, mapping) is { } obstacle)
            {
                return ([], obstacle);
            }

            var names = await IndexNames.OfAsync(calls, entry.Name, cancellationToken).ConfigureAwait(false);
            var mode = index.HasFinalPipeline ? WriteMode.Update : WriteMode.Index;
            plans.Add(
                new(index.Name, index.Uuid, index.Shards, new([], field, new("none", default, 0)), mode, index.HasDefaultPipeline, LacksMapping: false)
                {
                    IsBackingIndex = names.DataStream is not null,
                });
        }

        return plans.Count == 0 ? ([], $"No index matches '{expression}'. Check the pattern.") : (plans, null);
    }

    private static string? Obstacle(IndexDescription index, JsonElement mapping) =>
        index.ClosedObstacle ?? index.BlockObstacle ?? index.SourceObstacle(mapping);

    private ValueTask<ClusterAnswer> GetAsync(string index, string rest, CancellationToken cancellationToken) =>
        calls.SendAsync(new(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/{rest}"), cancellationToken);
}
