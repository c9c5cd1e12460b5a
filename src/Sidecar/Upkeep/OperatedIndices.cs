using System.Net;
using BitFaster.Caching.Lru;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Upkeep;

/// <summary>The concrete indices behind the configuration's entries, as the operator sees them. Thread-safe.</summary>
internal sealed class OperatedIndices(OperatorCalls calls, ServedIndices served, TimeProvider time)
{
    private const int MostNames = 1_000;
    private static readonly TimeSpan WritableFor = TimeSpan.FromSeconds(10);

    private readonly FastConcurrentLru<string, (IReadOnlyList<IndexPlan> Plans, DateTimeOffset Since)> _writable = new(MostNames);
    private volatile Dictionary<string, IndexFields> _fields = [];
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
            var (found, _) = await PlanAsync(identity, index.Pattern, forWrites: false, cancellationToken);
            foreach (var plan in found)
            {
                plans.TryAdd(plan.Name, plan);
            }
        }

        _fields = plans.ToDictionary(plan => plan.Key, plan => plan.Value.Fields, StringComparer.Ordinal);
        return [.. plans.Values];
    }

    /// <summary>Whether an index is meant with the model that is to take the place of another, whichever searches are ranked by.</summary>
    /// <param name="plan">The index.</param>
    public bool IsOfNext(IndexPlan plan) =>
        served.Entries.Any(entry => entry.Configured.Pattern == plan.Fields.Model.Name && entry.Next?.Field == plan.Fields.Embedding);

    /// <summary>The fields of a concrete index, as far as they are known without asking; null for one that is not configured.</summary>
    /// <param name="index">The index.</param>
    public IndexFields? KnownFieldsOf(string index) => FieldsOf(index) ?? _fields.GetValueOrDefault(index);

    /// <summary>The indices behind a name, which take writes. Asked again every ten seconds.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="name">An index, alias or data stream.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The indices, none where there is nothing of that name; or what speaks against it.</returns>
    public async ValueTask<(IReadOnlyList<IndexPlan>? Plans, string? Failure)> FindWritableAsync(
        ClusterIdentity identity, string name, CancellationToken cancellationToken)
    {
        if (_writable.TryGet(name, out var known) && time.GetUtcNow() - known.Since < WritableFor)
        {
            return (known.Plans, null);
        }

        var answer = await calls.SendAsync(new(HttpMethod.Head, $"/{Uri.EscapeDataString(name)}"), cancellationToken);
        var (plans, failure) = answer.Status == (int)HttpStatusCode.NotFound ? ([], null) : await PlanAsync(identity, name, forWrites: true, cancellationToken);
        if (failure is not null)
        {
            return (null, failure);
        }

        _writable.AddOrUpdate(name, (plans, time.GetUtcNow()));
        return (plans, null);
    }

    private async ValueTask<(IReadOnlyList<IndexPlan> Plans, string? Failure)> PlanAsync(
        ClusterIdentity identity, string name, bool forWrites, CancellationToken cancellationToken)
    {
        var planner = new BackfillPlanner(calls, identity.Family, FieldsOf) { RequiresWrites = forWrites };
        var plan = await planner.PlanAsync([name], cancellationToken);
        if (plan.Errors.Count > 0 || !MayHaveTwo(name))
        {
            return (plan.Indices, plan.Errors.Count == 0 ? null : string.Join(' ', plan.Errors));
        }

        // Where the other model's embeddings cannot be written, those of the model in use can.
        var beside = new BackfillPlanner(calls, identity.Family, index => FieldsOf(served.FindTarget(index)?.Standby)) { RequiresWrites = forWrites };
        var standby = await beside.PlanAsync([name], cancellationToken);
        return ([.. plan.Indices.Select(index => index with { Standby = standby.Sound.FirstOrDefault(other => other.Name == index.Name) })], null);
    }

    // Of a pattern, the indices tell.
    private bool MayHaveTwo(string name) =>
        name.Contains('*', StringComparison.Ordinal) ? served.Entries.Any(entry => entry.Next is not null) : served.FindTarget(name)?.Standby is not null;

    private IndexFields? FieldsOf(string name) => FieldsOf(served.FindTarget(name));

    private static IndexFields? FieldsOf(ServedIndex? index) =>
        index is null ? null : new(index.TextFields, index.Field, new(index.Pattern, index.Model.Fingerprint, index.Model.Dimensions))
        {
            AsNumbers = index.Options.SpellsNumbers(),
        };
}
