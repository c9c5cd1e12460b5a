using System.Globalization;
using System.Text.Json;
using TwinBert.Backfill.Keeping;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Jobs;

/// <summary>
/// Keeps the state of jobs in the cluster that they work on, one job for each index and embedding object: any number of processes on any number of machines
/// share it. Not for concurrent use.
/// </summary>
public sealed class ClusterJobStore : JobStore
{
    private readonly KeptDocuments _index;
    private readonly BackfillMode _mode;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _restarted = new(StringComparer.Ordinal);

    private ClusterJobStore(KeptDocuments index, BackfillMode mode, JobOptions options, TimeProvider time) =>
        (_index, _mode, _options, _time) = (index, mode, options, time);

    /// <summary>Opens the jobs of a cluster; makes their index where it is missing.</summary>
    /// <param name="calls">The way to the cluster; repeats calls by itself.</param>
    /// <param name="mode">Which documents are embedded.</param>
    /// <param name="options">How workers keep in touch.</param>
    /// <param name="time">Measures and waits.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The jobs; or why the cluster keeps none, in one line.</returns>
    public static async ValueTask<(ClusterJobStore? Store, string? Refusal)> OpenAsync(
        IClusterCalls calls, BackfillMode mode, JobOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var index = JobsIndex.Of(calls);
        return await EnsureAsync(index, cancellationToken).ConfigureAwait(false) is { } refusal
            ? (null, refusal)
            : (new(index, mode, options, time), null);
    }

    internal override async ValueTask<(IndexJob? Job, string? Refusal)> OpenAsync(IndexPlan plan, CancellationToken cancellationToken)
    {
        var worker = JobWorker.Here(FileJobStore.NewRun()) with { At = _time.GetUtcNow() };
        var wanted = new JobDocument(plan.Name, plan.Uuid, plan.Fields.Signature, plan.Fields.Model.Fingerprint.Value, _mode)
        {
            Embedding = plan.Fields.Embedding.Name,
            Id = FileJobStore.NewRun(),
            Run = FileJobStore.NewRun(),
            Began = _time.GetUtcNow(),
            Workers = [worker],
        };
        while (true)
        {
            var (found, unknown) = await _index.ReadAsync<JobDocument>([JobsIndex.NameOf(wanted.Name)], cancellationToken).ConfigureAwait(false);
            if (unknown is not null)
            {
                return (null, unknown);
            }

            // A run that stays may find that the index was deleted.
            if (found[0] is null && await EnsureAsync(_index, cancellationToken).ConfigureAwait(false) is { } none)
            {
                return (null, none);
            }

            var before = found[0];
            var restart = _options.Restart && !_restarted.Contains(plan.Name);
            var joins = !restart && before is { Document.IsOver: false } && before.Document.IsOf(wanted);
            if (before is not null && !joins && (Unfinished(before.Document) ?? (restart ? null : Refusal(before.Document, wanted))) is { } refusal)
            {
                return (null, refusal);
            }

            var next = before is null ? wanted
                : joins ? before.Document.With(worker)
                : before.Document.IsOver ? wanted with { Over = before.Document.Run }
                : wanted with { Run = before.Document.Run };
            var (written, failure) = await _index.WriteAsync(JobsIndex.NameOf(wanted.Name), next, before, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return (null, failure);
            }

            if (written is not null)
            {
                _restarted.Add(plan.Name);
                if (!joins && before is not null)
                {
                    await ForgetAsync(before.Document, cancellationToken).ConfigureAwait(false);
                }

                return (new ClusterIndexJob(_index, written, worker, _options, _time), null);
            }
        }
    }

    // The job is over, or stays for whoever goes on with it.
    internal override ValueTask ForgetAsync(string index) => ValueTask.CompletedTask;

    internal override void End()
    {
        // Each job says of itself that it is done.
    }

    private static async ValueTask<string?> EnsureAsync(KeptDocuments index, CancellationToken cancellationToken)
    {
        await JobsIndex.RemoveUnmadeAsync(index, cancellationToken).ConfigureAwait(false);
        return await index.EnsureAsync(cancellationToken).ConfigureAwait(false) is { } refusal ? EngineError.Describe(refusal) : null;
    }

    // Of a job that is done nobody writes any more. One that was cancelled may have workers that finish their last batches.
    private string? Unfinished(JobDocument job) => job.State == JobState.Cancelled && Live(job).FirstOrDefault() is { } live
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"The job '{job.Name}' was cancelled, and {live.Host}, process {live.Process}, finishes what it has begun. ")
                + "Give the same command when it has ended."
        : null;

    private IEnumerable<JobWorker> Live(JobDocument job) => job.Workers.Where(worker => worker.IsLive(_time.GetUtcNow(), _options.Lease));

    // Lost documents and slices of a job that is begun anew. What is left of them does no harm.
    private async ValueTask ForgetAsync(JobDocument job, CancellationToken cancellationToken)
    {
        await _index.RemoveAsync(job.Rounds.SelectMany(round => round.Names(job.Id)), cancellationToken).ConfigureAwait(false);
        await new ClusterLostDocuments(_index).ClearAsync(job.Index, new(job.Embedding), cancellationToken).ConfigureAwait(false);
    }

    // What the job is of another incarnation of the index, or over, or of other text fields without anybody at work, is begun anew without being asked.
    private string? Refusal(JobDocument job, JobDocument wanted)
    {
        if (job.IsOver || job.Uuid != wanted.Uuid)
        {
            return null;
        }

        var live = Live(job).ToArray();
        if (job.Model == wanted.Model && job.Mode == wanted.Mode && live.Length == 0)
        {
            return null;
        }

        string[] differences =
        [
            .. job.Model == wanted.Model ? [] : new[] { $"the model {job.Model}, not {wanted.Model}" },
            .. job.Mode == wanted.Mode ? [] : new[] { $"'{Name(job.Mode)}' documents, not '{Name(wanted.Mode)}'" },
            .. job.Fields == wanted.Fields ? [] : new[] { $"the fields '{job.Fields}', not '{wanted.Fields}'" },
        ];
        var workers = live.Length == 0
            ? "nobody works on it now"
            : $"{live.Length} at work on it, the first {live[0].Host}, process {live[0].Process}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The index '{job.Index}' has a job with other settings: it is of {string.Join(", of ", differences)} (begun {job.Began:u}, {workers}). ")
            + $"Give the same settings to take part in it, end it with 'twinbert jobs cancel {job.Name}', or give --restart to begin anew.";
    }

    private static string Name(BackfillMode mode) => JsonNamingPolicy.SnakeCaseLower.ConvertName(mode.ToString());
}
