using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Job">The job.</param>
/// <param name="Counters">What was done so far.</param>
/// <param name="Slices">The slices of the present round as they are kept; those that nobody has begun are not among them.</param>
/// <param name="Workers">Those at work.</param>
public sealed record JobReport(
    JobDocument Job, BackfillCounters Counters, IReadOnlyList<SliceDocument> Slices, IReadOnlyList<JobWorker> Workers)
{
    /// <summary>How many slices the present round has.</summary>
    public int SlicesInAll => Job.Round?.Slices().Count ?? 0;

    /// <summary>How many of them are done.</summary>
    public int SlicesDone => Slices.Count(slice => slice.Progress.IsDone);

    /// <summary>What the job is at.</summary>
    public JobState State => Job is { Paused: true, IsOver: false } ? JobState.Paused : Job.State;

    /// <summary>How many documents are read in a second.</summary>
    public double DocumentsPerSecond => State is JobState.Running or JobState.Following ? Workers.Sum(worker => worker.DocumentsPerSecond) : 0;

    /// <summary>How long the first round will take at that rate; <see langword="null"/> where nobody knows, or where it is over.</summary>
    public TimeSpan? Remaining => Job is { Round.Number: 0, IsOver: false } && DocumentsPerSecond > 0
        ? TimeSpan.FromSeconds(Math.Max(0, Job.Total - Counters.Scanned) / DocumentsPerSecond)
        : null;
}
