using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Running;

/// <summary>Backfills indices one after another, keeping a checkpoint from which a killed run goes on. Not for concurrent use.</summary>
/// <param name="services">What it works with.</param>
/// <param name="options">How it goes about it.</param>
/// <param name="begin">The state to go on from, or that of a new run.</param>
public sealed class BackfillRun(BackfillServices services, BackfillOptions options, BackfillCheckpoint begin)
{
    private BackfillCheckpoint _checkpoint = begin;

    /// <summary>Adds the embedding object to the mappings that lack it. A dry run does not need it.</summary>
    /// <param name="plan">A plan without errors.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, in one line; <see langword="null"/> when all mappings are as they have to be.</returns>
    public async ValueTask<string?> PrepareAsync(BackfillPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var index in plan.Indices.Where(index => index.LacksMapping && !options.DryRun))
        {
            var body = EmbeddingMapping.PutBody(services.Identity.Family, index.Fields.Embedding, services.Encoder.Dimensions);
            var answer = await services.Calls.SendAsync(new ClusterCall(HttpMethod.Put, $"/{Uri.EscapeDataString(index.Name)}/_mapping", body), cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccess)
            {
                return $"The embedding object cannot be added to the mapping of '{index.Name}': {EngineError.Describe(answer)} Give the account the privilege to change the mapping.";
            }
        }

        return null;
    }

    /// <summary>Runs to the end, to the first failure or to a stop. The checkpoint is removed at the end, and left otherwise.</summary>
    /// <param name="plan">A plan without errors, prepared.</param>
    /// <param name="stop">Asks to stop: the batch that is being written is finished.</param>
    public async ValueTask<BackfillReport> RunAsync(BackfillPlan plan, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var reports = new List<IndexReport>();
        foreach (var index in plan.Indices)
        {
            var (report, interrupted) = await RunAsync(index, stop).ConfigureAwait(false);
            reports.Add(report);
            if (interrupted || report.Failure is not null)
            {
                return new(reports, interrupted);
            }
        }

        if (!options.DryRun)
        {
            services.Checkpoint.Delete();
        }

        return new(reports, IsInterrupted: false);
    }

    private async ValueTask<(IndexReport Report, bool Interrupted)> RunAsync(IndexPlan plan, CancellationToken stop)
    {
        var started = services.Time.GetTimestamp();
        var progress = Resumed(plan);
        var before = progress.Counters;
        IndexRun? run = null;
        run = new IndexRun(plan, progress, services, options, (now, batch) => Changed(now, batch, run!.Total, before.Scanned));
        string? failure = null;
        var interrupted = false;
        try
        {
            failure = progress.Done ? null : await run.RunAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            interrupted = true;
        }

        var report = new IndexReport(plan.Name, run.Progress.Counters, Minus(run.Progress.Counters, before), services.Time.GetElapsedTime(started))
        {
            Coverage = failure is null && !interrupted ? run.Coverage : null,
            Failure = failure,
        };
        return (report, interrupted);
    }

    // An index of the same name that was made anew, or whose text fields are chosen differently now, starts from the beginning.
    private IndexProgress Resumed(IndexPlan plan)
    {
        var fresh = new IndexProgress(plan.Name, plan.Uuid, plan.Fields.Signature);
        return _checkpoint.Indices.FirstOrDefault(index => index.Name == fresh.Name && index.Uuid == fresh.Uuid && index.Fields == fresh.Fields) ?? fresh;
    }

    private void Changed(IndexProgress progress, BatchReport? batch, long total, long scannedBefore)
    {
        if (!options.DryRun)
        {
            services.DeadLetters.Add(batch?.Lost ?? []);
            _checkpoint = _checkpoint.With(progress);
            services.Checkpoint.Save(_checkpoint);
        }

        services.Progress?.Report(new(progress.Name, total, progress.Counters, scannedBefore));
    }

    private static BackfillCounters Minus(BackfillCounters now, BackfillCounters before) => new()
    {
        Scanned = now.Scanned - before.Scanned,
        Embedded = now.Embedded - before.Embedded,
        UpToDate = now.UpToDate - before.UpToDate,
        NoText = now.NoText - before.NoText,
        TooLarge = now.TooLarge - before.TooLarge,
        Conflicts = now.Conflicts - before.Conflicts,
        LeftToWriter = now.LeftToWriter - before.LeftToWriter,
        Gone = now.Gone - before.Gone,
        Lost = now.Lost - before.Lost,
        EncoderSeconds = now.EncoderSeconds - before.EncoderSeconds,
    };
}
