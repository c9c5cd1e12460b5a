using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Coverage;

/// <summary>
/// Finds out how many documents of an index have an embedding of their present text: by reading some of them, or all. Changes nothing. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="identity">Which engine it is.</param>
/// <param name="maxDocumentBytes">The largest document that is embedded, in bytes.</param>
public sealed class FreshnessCounter(IClusterCalls calls, ClusterIdentity identity, int maxDocumentBytes)
{
    private readonly IndexScanner _scanner = new(calls, identity);

    /// <summary>
    /// Reads some documents at random: half of them with an embedding of the index's model, half without, as far as there are. Where there are no more than
    /// that, all are read.
    /// </summary>
    /// <param name="plan">The index.</param>
    /// <param name="documents">How many, 2 to 10,000.</param>
    /// <param name="seed">Chooses them: another number, other documents.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The sample; or why there is none.</returns>
    public async ValueTask<(FreshnessSample? Sample, string? Failure)> SampleAsync(
        IndexPlan plan, int documents, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (coverage, failure) = await CountAsync(plan, cancellationToken).ConfigureAwait(false);
        if (coverage is null)
        {
            return (null, failure);
        }

        var (field, model, assessor) = (plan.Fields.Embedding, plan.Fields.Model.Fingerprint, AssessorOf(plan));
        var (embedded, others) = Share(documents, coverage.Current, coverage.Total - coverage.Current);
        (var first, failure) = await DrawAsync(plan, EmbeddingQueries.Current(field, model), coverage.Current, embedded).ConfigureAwait(false);
        (var second, failure) = failure is null
            ? await DrawAsync(plan, EmbeddingQueries.Missing(field, model), coverage.Total - coverage.Current, others).ConfigureAwait(false)
            : (first, failure);
        return failure is null ? (new(coverage, first, second), null) : (null, failure);

        async ValueTask<(IndexFreshness Found, string? Failure)> DrawAsync(IndexPlan from, string query, long of, int size)
        {
            var page = await new DocumentDraw(_scanner).DrawAsync(from, (query, of), size, seed, cancellationToken).ConfigureAwait(false);
            return (page.Documents.Aggregate(IndexFreshness.None, (found, document) => Add(found, assessor, document)), page.Failure);
        }
    }

    /// <summary>Reads every document.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="progress">Hears how many were read; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The counts; or why they are not known.</returns>
    public async ValueTask<(IndexFreshness? Freshness, string? Failure)> CountExactlyAsync(
        IndexPlan plan, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (assessor, found) = (AssessorOf(plan), IndexFreshness.None);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            await foreach (var page in _scanner.ScanAsync(new(plan.Name, shard, -1, long.MaxValue), cancellationToken).ConfigureAwait(false))
            {
                if (page.Failure is not null)
                {
                    return (null, page.Failure);
                }

                found = page.Documents.Aggregate(found, (sum, document) => Add(sum, assessor, document));
                progress?.Report(found.Total);
            }
        }

        return (found with { Sampled = found.Total, IsExact = true }, null);
    }

    private ValueTask<(IndexCoverage? Coverage, string? Failure)> CountAsync(IndexPlan plan, CancellationToken cancellationToken) =>
        new CoverageCounter(calls, plan.Fields.Model.Fingerprint).CountAsync(plan.Name, plan.Fields.Embedding, cancellationToken);

    private DocumentAssessor AssessorOf(IndexPlan plan) => new(plan.Fields, new BackfillOptions { MaxDocumentBytes = maxDocumentBytes });

    private static IndexFreshness Add(IndexFreshness found, DocumentAssessor assessor, ScannedDocument document) =>
        assessor.StateOf(document) is { } state ? found.With(state) : found;

    // What the one half does not need, the other gets.
    private static (int Embedded, int Others) Share(int documents, long embedded, long others)
    {
        var half = documents / 2;
        return ((int)Math.Min(embedded, Math.Max(half, documents - others)), (int)Math.Min(others, Math.Max(documents - half, documents - embedded)));
    }
}
