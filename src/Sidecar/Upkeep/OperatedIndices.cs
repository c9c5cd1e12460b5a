using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Upkeep;

/// <summary>The concrete indices behind the configuration's entries, as the operator sees them. Thread-safe.</summary>
internal sealed class OperatedIndices(OperatorCalls calls, ServedIndices served)
{
    private volatile ClusterIdentity? _identity;

    /// <summary>The way to the cluster.</summary>
    public IClusterCalls Calls => calls;

    /// <summary>Which engine the cluster is; asked once.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The engine; or why it is not known.</returns>
    public async ValueTask<(ClusterIdentity? Identity, string? Failure)> IdentifyAsync(CancellationToken cancellationToken)
    {
        if (_identity is { } known)
        {
            return (known, null);
        }

        var (identity, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken);
        _identity = identity;
        return (identity, identity is null ? EngineError.Describe(answer) : null);
    }

    /// <summary>The indices of every entry. An entry that has none yet, or one that cannot be read, keeps no other from being found.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<IReadOnlyList<IndexPlan>> FindAllAsync(ClusterIdentity identity, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<string, IndexPlan>(StringComparer.Ordinal);
        foreach (var index in served.All)
        {
            var (found, _) = await FindAsync(identity, index.Pattern, forWrites: false, cancellationToken);
            foreach (var plan in found)
            {
                plans.TryAdd(plan.Name, plan);
            }
        }

        return [.. plans.Values];
    }

    /// <summary>The indices behind a name or pattern.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="name">An index, alias, data stream or pattern.</param>
    /// <param name="forWrites">Whether those that cannot be written are errors.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The indices; or what speaks against it.</returns>
    public async ValueTask<(IReadOnlyList<IndexPlan> Plans, string? Failure)> FindAsync(
        ClusterIdentity identity, string name, bool forWrites, CancellationToken cancellationToken)
    {
        var plan = await new BackfillPlanner(calls, identity.Family, FieldsOf) { RequiresWrites = forWrites }.PlanAsync([name], cancellationToken);
        return (plan.Indices, plan.Errors.Count == 0 ? null : string.Join(' ', plan.Errors));
    }

    private IndexFields? FieldsOf(string name) => served.FindTarget(name) is { } index
        ? new(index.TextFields, index.Field, new(index.Pattern, index.Model.Fingerprint, index.Model.Dimensions))
        : null;
}
