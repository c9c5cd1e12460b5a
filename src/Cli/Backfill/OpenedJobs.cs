using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Where the state of a backfill is kept, opened.</summary>
/// <param name="Store">The state.</param>
/// <param name="Lost">The list of lost documents where the cluster keeps it; null where the file is the list.</param>
/// <param name="Hold">Keeps other processes from the same file; null where there is none.</param>
internal sealed record OpenedJobs(JobStore Store, ILostDocuments? Lost, IDisposable? Hold) : IDisposable
{
    /// <summary>How long a run waits for a cluster that is away: five minutes, in which it can be restarted.</summary>
    internal static readonly BackoffOptions Patience = new() { Retries = 14 };

    private const string Privileges = $"'create_index', 'read', 'write' and 'view_index_metadata' on '{JobsIndex.Name}'";

    public void Dispose() => Hold?.Dispose();

    /// <summary>Opens the state that the command line asks for; throws where there is none to be had.</summary>
    public static async Task<OpenedJobs> OpenAsync(BackfillWork work, BackfillFiles files, CancellationToken cancellationToken)
    {
        var (upstream, arguments, plan, _) = work;
        var begin = new BackfillCheckpoint(upstream.Url, arguments.Options.Mode) { Indices = [.. plan.Indices.Select(index => index.Beginning)] };
        if (arguments.Options.DryRun)
        {
            return new(FileJobStore.Nowhere(begin), null, null);
        }

        return await ClusterAsync(work, files, cancellationToken) ?? File(arguments, begin, files);
    }

    // A file that an earlier run has left is gone on with, unless it is to be thrown away.
    private static async Task<OpenedJobs?> ClusterAsync(BackfillWork work, BackfillFiles files, CancellationToken cancellationToken)
    {
        var (upstream, arguments, _, _) = work;
        var isAuto = arguments.JobStore == JobStoreChoice.Auto;
        if (arguments.JobStore == JobStoreChoice.File)
        {
            return null;
        }

        if (isAuto && !arguments.Restart && files.Checkpoint.Load().Checkpoint?.IsBegun == true)
        {
            await Console.Error.WriteLineAsync($"Goes on from the state in {files.Checkpoint.Path}, which other processes do not share.");
            return null;
        }

        var calls = new RetryingClusterCalls(upstream.Calls, Patience, TimeProvider.System);
        var options = new JobOptions { Restart = arguments.Restart };
        var (store, refusal) = await ClusterJobStore.OpenAsync(calls, arguments.Options.Mode, options, TimeProvider.System, cancellationToken);
        if (store is not null)
        {
            return new(store, new ClusterLostDocuments(JobsIndex.Of(calls)), null);
        }

        if (!isAuto)
        {
            throw new UnusableInputException(
                $"The cluster keeps no jobs for this account: {refusal} Give it {Privileges}, or keep the state in a file with --job-store file.");
        }

        await Console.Error.WriteLineAsync(
            $"The state is kept in {files.Checkpoint.Path}, and this process works alone, as the cluster keeps no jobs for this account: {refusal} "
                + $"With {Privileges} it would.");
        return null;
    }

    private static OpenedJobs File(BackfillArguments arguments, BackfillCheckpoint begin, BackfillFiles files)
    {
        var hold = files.Lock();
        try
        {
            var resumed = files.Resume(begin, arguments.Restart);
            if (!resumed.IsBegun)
            {
                files.DeadLetters.Clear();
            }

            return new(new FileJobStore(files.Checkpoint, files.DeadLetters, resumed), null, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }
}
