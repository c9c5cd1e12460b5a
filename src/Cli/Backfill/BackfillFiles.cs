using System.Security.Cryptography;
using System.Text;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Backfill;

/// <summary>Where a backfill keeps its state and its list of lost documents.</summary>
/// <param name="Checkpoint">The state.</param>
/// <param name="DeadLetters">The lost documents.</param>
internal sealed record BackfillFiles(CheckpointFile Checkpoint, DeadLetterFile DeadLetters)
{
    private const int NameLength = 40;

    /// <summary>Two backfills in one folder must not take each other's state: the default name has the indices in it, and a hash of cluster and indices.</summary>
    public static BackfillFiles Of(BackfillArguments arguments)
    {
        if (arguments.CheckpointPath is { } path)
        {
            return Of(path);
        }

        var names = string.Join(',', arguments.Indices);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{arguments.Configuration.Upstream.Url}\n{names}")))[..8];
        var readable = string.Concat(names.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' ? letter : '_').Take(NameLength));
        return Of($"twinbert-backfill-{readable}-{hash}.json");
    }

    /// <summary>The state to go on from; that of the new run when there is none. Throws when the file is another run's.</summary>
    public BackfillCheckpoint Resume(BackfillCheckpoint run, bool restart)
    {
        if (restart)
        {
            return run;
        }

        var (found, failure) = Checkpoint.Load();
        failure ??= found?.DifferenceTo(run);
        return failure is null
            ? found ?? run
            : throw new UnusableInputException($"The checkpoint '{Checkpoint.Path}' is not of this run: {failure}. Give --restart to begin anew, or another file with --checkpoint.");
    }

    /// <summary>Finds out whether the state can be kept before anything is done that it would be needed for. Throws when it cannot.</summary>
    public void RequireWritable()
    {
        var probe = Checkpoint.Path + ".probe";
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The checkpoint '{Checkpoint.Path}' cannot be written: {e.Message} Name a file in a folder that can be written with --checkpoint.");
        }
    }

    private static BackfillFiles Of(string path) => new(new CheckpointFile(path), new DeadLetterFile(Path.ChangeExtension(path, ".failed.ndjson")));
}
