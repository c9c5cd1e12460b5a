using System.Collections.Concurrent;
using System.Text.Json;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Repairing;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Repairs;

/// <summary>Repairs documents of concrete indices with the models that are served. Thread-safe.</summary>
internal sealed class IndexRepairs(OperatedIndices indices, ServedModels models, LimitOptions limits, TimeProvider time)
{
    private const int SweepPage = 64;

    // Whoever waits is tried again later; the queue is not held up for it.
    private static readonly BackoffOptions Backoff = new() { Retries = 2 };
    private readonly ConcurrentDictionary<(string Index, string Field), long> _swept = new();

    /// <summary>Finds out which concrete index each document is in.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="name">The name that they were written to or read from.</param>
    /// <param name="plans">The indices behind it.</param>
    /// <param name="entries">The documents.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The documents by index, those that are nowhere without one; or why that is not known.</returns>
    public async ValueTask<(IReadOnlyList<RepairPlace>? Places, string? Failure)> LocateAsync(
        ClusterIdentity identity, string name, IReadOnlyList<IndexPlan> plans, RepairEntry[] entries, CancellationToken cancellationToken)
    {
        if (plans is [var only])
        {
            var addresses = entries.Select(entry => new DocumentAddress(entry.Key.Id!, entry.Key.Routing));
            return ([new(only, entries, [.. addresses.Distinct()])], null);
        }

        var ids = entries.Select(entry => entry.Key.Id!).Distinct().ToArray();
        var query = $$$"""{"ids":{"values":{{{JsonSerializer.Serialize(ids)}}}}}""";
        var page = await new IndexScanner(indices.Calls, identity).FindAsync(new(name, query, ids.Length * plans.Count), cancellationToken);
        if (page.Failure is not null)
        {
            return (null, page.Failure);
        }

        var found = page.Documents.Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        var places = page.Documents.GroupBy(document => document.Index).Select(group => new RepairPlace(
            plans.FirstOrDefault(plan => plan.Name == group.Key),
            [.. entries.Where(entry => group.Any(document => document.Id == entry.Key.Id))],
            [.. group.Select(document => new DocumentAddress(document.Id, document.Routing))]));
        RepairEntry[] nowhere = [.. entries.Where(entry => !found.Contains(entry.Key.Id!))];
        return ([.. places, new RepairPlace(null, nowhere, [])], null);
    }

    /// <summary>Repairs documents: of the model in use, and of one that stands beside it.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="plan">Their index.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<RepairOutcome> RepairAsync(
        ClusterIdentity identity, IndexPlan plan, IReadOnlyList<DocumentAddress> documents, CancellationToken cancellationToken)
    {
        var outcome = await RepairOf(identity).RepairAsync(plan, EncoderOf(plan), documents, cancellationToken);
        return outcome.Failure is not null || plan.Standby is not { } standby
            ? outcome
            : outcome.And(await RepairOf(identity).RepairAsync(standby, EncoderOf(standby), documents, cancellationToken));
    }

    /// <summary>Repairs a page of what an index lacks, what was written last first.</summary>
    /// <param name="identity">The engine.</param>
    /// <param name="plan">The index.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was done, and whether nothing is left to do.</returns>
    public async ValueTask<(RepairOutcome Outcome, bool IsLast)> SweepAsync(ClusterIdentity identity, IndexPlan plan, CancellationToken cancellationToken)
    {
        var (outcome, isLast) = await SweepOneAsync(identity, plan, cancellationToken);
        if (outcome.Failure is not null || plan.Standby is not { } standby)
        {
            return (outcome, isLast);
        }

        var (other, isOthersLast) = await SweepOneAsync(identity, standby, cancellationToken);
        return (outcome.And(other), isLast && isOthersLast);
    }

    private async ValueTask<(RepairOutcome Outcome, bool IsLast)> SweepOneAsync(ClusterIdentity identity, IndexPlan plan, CancellationToken cancellationToken)
    {
        var key = (plan.Uuid, plan.Fields.Embedding.Name);
        long? before = _swept.TryGetValue(key, out var reached) ? reached : null;
        var (outcome, next) = await RepairOf(identity).RepairMissingAsync(plan, EncoderOf(plan), (SweepPage, before), cancellationToken);

        // What was written longer ago is whoever's that wrote it; a backfill finds it.
        if (outcome.Failure is not null || next is null || outcome.Counters.Embedded == 0)
        {
            _swept.TryRemove(key, out _);
            return (outcome, true);
        }

        _swept[key] = next.Value;
        return (outcome, false);
    }

    private DocumentRepair RepairOf(ClusterIdentity identity) =>
        new(indices.Calls, identity, new BackfillOptions { MaxDocumentBytes = limits.MaxDocumentBytes }, Backoff, time);

    // Whichever has the fingerprint gives documents these vectors.
    private Model.Encoding.IDocumentEncoder EncoderOf(IndexPlan plan) =>
        models.All.First(model => model.Fingerprint == plan.Fields.Model.Fingerprint).Documents;
}

/// <summary>Documents of one index.</summary>
/// <param name="Plan">The index; null where they are in none.</param>
/// <param name="Entries">What the queue calls them.</param>
/// <param name="Documents">The documents.</param>
internal sealed record RepairPlace(IndexPlan? Plan, IReadOnlyList<RepairEntry> Entries, IReadOnlyList<DocumentAddress> Documents);
