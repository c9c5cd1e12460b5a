using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Backfill.Writing;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Repairing;

/// <summary>
/// Gives single documents of an index the embedding of their present text, as a backfill would: each is read as it is now, and written back on condition
/// that it still is; and what index it is, is compared before and after. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="identity">Which engine it is.</param>
/// <param name="options">The largest document, and how often one is read again that somebody else keeps writing.</param>
/// <param name="backoff">How long a busy cluster is waited for.</param>
/// <param name="time">Measures and waits.</param>
public sealed class DocumentRepair(IClusterCalls calls, ClusterIdentity identity, BackfillOptions options, BackoffOptions backoff, TimeProvider time)
{
    /// <summary>Repairs documents.</summary>
    /// <param name="plan">Their index, which takes writes.</param>
    /// <param name="encoder">The document tower of the index's model.</param>
    /// <param name="documents">The documents; each once.</param>
    /// <param name="cancellationToken">Ends it; what was written stays.</param>
    public async ValueTask<RepairOutcome> RepairAsync(
        IndexPlan plan, IDocumentEncoder encoder, IReadOnlyList<DocumentAddress> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(documents);
        var retrying = new RetryingClusterCalls(calls, backoff, time);
        var scanner = new IndexScanner(retrying, identity) { Once = calls };

        // 1. Read them as they are now.
        var page = await scanner
            .ReadAgainAsync([.. documents.Select(document => new ScannedDocument(plan.Name, document.Id, document.Routing, -1, 0, default))], cancellationToken)
            .ConfigureAwait(false);
        if (page.Failure is not null)
        {
            return new(new(), [], page.Failure);
        }

        return await RepairAsync(plan, encoder, page.Documents, retrying, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Repairs some of the documents that have no embedding of the index's model, those that were written last first.</summary>
    /// <param name="plan">Their index, which takes writes.</param>
    /// <param name="encoder">The document tower of the index's model.</param>
    /// <param name="part">How many are looked at, at most 10,000; and from which sequence number down, <see langword="null"/> for the last.</param>
    /// <param name="cancellationToken">Ends it; what was written stays.</param>
    /// <returns>What was done, and where to go on; <see langword="null"/> at the end.</returns>
    public async ValueTask<(RepairOutcome Outcome, long? Next)> RepairMissingAsync(
        IndexPlan plan, IDocumentEncoder encoder, (int Documents, long? Through) part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(encoder);
        var retrying = new RetryingClusterCalls(calls, backoff, time);

        // Only what is visible to searches is found. An account that may not refresh finds the rest the next time.
        if (part.Through is null)
        {
            await retrying.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(plan.Name)}/_refresh"), cancellationToken).ConfigureAwait(false);
        }

        var search = new ScanSearch(plan.Name, EmbeddingQueries.Missing(plan.Fields.Embedding, plan.Fields.Model.Fingerprint), part.Documents)
        {
            IsLatestFirst = true,
            Through = part.Through,
        };
        var page = await new IndexScanner(retrying, identity).FindAsync(search, cancellationToken).ConfigureAwait(false);
        if (page.Failure is not null)
        {
            return (new(new(), [], page.Failure), null);
        }

        // Numbers are given by each shard: the last one of a page may have been given twice, and is looked at twice.
        var lowest = page.Documents.Count < part.Documents ? default(long?) : page.Documents[^1].SequenceNumber;
        var outcome = await RepairAsync(plan, encoder, page.Documents, retrying, cancellationToken).ConfigureAwait(false);
        return (outcome, lowest == part.Through ? null : lowest);
    }

    private async ValueTask<RepairOutcome> RepairAsync(
        IndexPlan plan, IDocumentEncoder encoder, IReadOnlyList<ScannedDocument> documents, RetryingClusterCalls retrying, CancellationToken cancellationToken)
    {
        // 2. Judge them.
        var assessor = new DocumentAssessor(plan.Fields, options);
        var builder = new BatchBuilder(assessor, options);
        foreach (var document in documents)
        {
            builder.Add(document);
        }

        var work = builder.Take();
        if (work.Items.Count == 0)
        {
            return Outcome(work, new(), work.Lost, failure: null);
        }

        // 3. Encode, and see that the embeddings have a mapping.
        var texts = new BatchEncoder(encoder, plan.Spelling, time);
        var encoding = await texts.EncodeAsync(work.Items, cancellationToken).ConfigureAwait(false);
        if (encoding.Failure is not null)
        {
            return new(new(), [], encoding.Failure);
        }

        if (plan.LacksMapping && await MapAsync(plan, retrying, cancellationToken).ConfigureAwait(false) is { } unmapped)
        {
            return new(new(), [], unmapped);
        }

        // 4. Write, guarded.
        var scanner = new IndexScanner(retrying, identity) { Once = calls };
        var guard = new WriteGuard(retrying, plan, new("", ""), new() { WithoutAlias = true }, time);
        var writes = new RetryingClusterCalls(guard.CallsFor(calls), backoff, time);
        var bulk = new BulkWriter(writes, new BulkRequest(plan, new(guard.Target, guard.UsesAlias), assessor.Splice), backoff, time);
        var writer = new GuardedWriter(bulk, scanner, assessor, texts, options.ConflictRetries);
        var written = await writer.WriteAsync(encoding.Items, cancellationToken).ConfigureAwait(false);
        return Outcome(work, written.Counters, [.. work.Lost, .. encoding.Lost, .. written.Lost], written.Failure);
    }

    private static RepairOutcome Outcome(WorkBatch work, BackfillCounters treated, IReadOnlyList<LostDocument> lost, string? failure) => new(
        work.Counters + treated + new BackfillCounters { Lost = lost.Count },
        [.. lost.Select(entry => (new DocumentAddress(entry.Document.Id, entry.Document.Routing), entry.Reason))],
        failure);

    private async ValueTask<string?> MapAsync(IndexPlan plan, RetryingClusterCalls retrying, CancellationToken cancellationToken)
    {
        var mappings = new MappingAddition(retrying, identity.Family, plan.Fields.Model.Dimensions);
        return await mappings.AddAsync(plan.Name, plan.Fields.Embedding, cancellationToken).ConfigureAwait(false) is { } refusal
            ? MappingFailure.Of(plan.Name, refusal)
            : null;
    }
}
