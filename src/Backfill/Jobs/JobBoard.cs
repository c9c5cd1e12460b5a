using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Jobs;

/// <summary>Shows the jobs that a cluster keeps, and gives orders to their workers. Thread-safe.</summary>
/// <param name="calls">The way to the cluster; may repeat calls.</param>
/// <param name="options">How workers keep in touch.</param>
/// <param name="time">Tells the time.</param>
public sealed class JobBoard(IClusterCalls calls, JobOptions options, TimeProvider time)
{
    private const int ReadAtOnce = 1_000;

    private readonly KeptDocuments _index = JobsIndex.Of(calls);

    /// <summary>All jobs, in the order of their names.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The jobs, none where the cluster keeps none; or why they cannot be read, in one line.</returns>
    public ValueTask<(IReadOnlyList<JobReport> Jobs, string? Failure)> ListAsync(CancellationToken cancellationToken) =>
        ListAsync([("kind", JobDocument.JobKind)], cancellationToken);

    /// <summary>The jobs of one index, each of another embedding object, in the order of their names.</summary>
    /// <param name="index">The concrete index.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The jobs, none where the cluster keeps none; or why they cannot be read, in one line.</returns>
    public ValueTask<(IReadOnlyList<JobReport> Jobs, string? Failure)> ListAsync(string index, CancellationToken cancellationToken) =>
        ListAsync([("kind", JobDocument.JobKind), ("index", index)], cancellationToken);

    /// <summary>The slices of a job's first round.</summary>
    /// <param name="name">What the job is called.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The slices that were begun, none where there is no such job; or why they cannot be read, in one line.</returns>
    public async ValueTask<(IReadOnlyList<SliceDocument> Slices, string? Failure)> FirstRoundAsync(string name, CancellationToken cancellationToken)
    {
        var (found, failure) = await _index.ReadAsync<JobDocument>([JobsIndex.NameOf(name)], cancellationToken).ConfigureAwait(false);
        return failure is null && found[0]?.Document is { Rounds: [var first, ..] } job
            ? await SlicesAsync(job, first, cancellationToken).ConfigureAwait(false)
            : ([], failure);
    }

    /// <summary>One job.</summary>
    /// <param name="name">What the job is called.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The job, <see langword="null"/> where there is none; or why it cannot be read, in one line.</returns>
    public async ValueTask<(JobReport? Job, string? Failure)> FindAsync(string name, CancellationToken cancellationToken)
    {
        var (found, failure) = await _index.ReadAsync<JobDocument>([JobsIndex.NameOf(name)], cancellationToken).ConfigureAwait(false);
        return failure is null && found[0]?.Document is { } job
            ? await ReportAsync(job, job.Round, cancellationToken).ConfigureAwait(false)
            : (null, failure);
    }

    /// <summary>Gives an order.</summary>
    /// <param name="name">What the job is called.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The job as it is then, <see langword="null"/> where there is none; or why it cannot be ordered, in one line.</returns>
    public async ValueTask<(JobDocument? Job, string? Failure)> OrderAsync(string name, JobChange order, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (found, failure) = await _index.ReadAsync<JobDocument>([JobsIndex.NameOf(name)], cancellationToken).ConfigureAwait(false);
            if (failure is not null || found[0] is not { } before)
            {
                return (null, failure);
            }

            if (before.Document.IsOver)
            {
                var (state, wanted) = (before.Document.State.ToString().ToLowerInvariant(), order.ToString().ToLowerInvariant());
                return (before.Document, $"The job '{name}' is over ({state}): there is nothing to {wanted}.");
            }

            var next = order switch
            {
                JobChange.Pause => before.Document with { Paused = true },
                JobChange.Resume => before.Document with { Paused = false },
                _ => before.Document with { State = JobState.Cancelled, Ended = time.GetUtcNow() },
            };
            (var written, failure) = await _index.WriteAsync(JobsIndex.NameOf(name), next, before, cancellationToken).ConfigureAwait(false);
            if (written is not null || failure is not null)
            {
                return (written?.Document, failure);
            }
        }
    }

    private async ValueTask<(IReadOnlyList<JobReport> Jobs, string? Failure)> ListAsync(
        IReadOnlyList<(string Field, string Value)> values, CancellationToken cancellationToken)
    {
        var (found, failure) = await _index.FindAsync<JobDocument>(values, cancellationToken).ConfigureAwait(false);
        var reports = new List<JobReport>();
        foreach (var job in found.OrderBy(job => job.Document.Name, StringComparer.Ordinal))
        {
            (var report, failure) = await ReportAsync(job.Document, job.Document.Round, cancellationToken).ConfigureAwait(false);
            if (report is null)
            {
                break;
            }

            reports.Add(report);
        }

        return (reports, failure);
    }

    private async ValueTask<(JobReport? Report, string? Failure)> ReportAsync(JobDocument job, JobRoundPlan? round, CancellationToken cancellationToken)
    {
        var (slices, failure) = round is null
            ? ([], null)
            : await SlicesAsync(job, round, cancellationToken).ConfigureAwait(false);
        var counters = slices.Aggregate(job.Counters, (sum, slice) => sum + slice.Progress.Counters);
        JobWorker[] live = job.IsOver ? [] : [.. job.Workers.Where(worker => worker.IsLive(time.GetUtcNow(), options.Lease))];
        return failure is null ? (new(job, counters, slices, live), null) : (null, failure);
    }

    private async ValueTask<(IReadOnlyList<SliceDocument> Slices, string? Failure)> SlicesAsync(
        JobDocument job, JobRoundPlan round, CancellationToken cancellationToken)
    {
        var slices = new List<SliceDocument>();
        foreach (var names in round.Names(job.Id).Chunk(ReadAtOnce))
        {
            var (found, failure) = await _index.ReadAsync<SliceDocument>(names, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return ([], failure);
            }

            slices.AddRange(found.OfType<Kept<SliceDocument>>().Select(slice => slice.Document));
        }

        return (slices, null);
    }
}

/// <summary>An order to the workers of a job.</summary>
public enum JobChange
{
    /// <summary>Finish the batches that are being written, and wait.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Finish the batches that are being written, and end.</summary>
    Cancel,
}
