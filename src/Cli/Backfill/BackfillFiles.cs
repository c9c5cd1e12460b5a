using System.Security.Cryptography;
using System.Text;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Where a backfill keeps its state and its list of lost documents.</summary>
/// <param name="Checkpoint">The state.</param>
/// <param name="DeadLetters">The lost documents.</param>
internal sealed record BackfillFiles(CheckpointFile Checkpoint, DeadLetterFile DeadLetters)
{
    private const int NameLength = 40;

    /// <summary>
    /// Two backfills in one folder must not take each other's state: the default name has the indices in it, and a hash of cluster and indices.
    /// So must not those that make embeddings of two models.
    /// </summary>
    public static BackfillFiles Of(BackfillArguments arguments)
    {
        if (arguments.CheckpointPath is { } path)
        {
            return Of(path);
        }

        var generation = string.Join(' ', new[] { arguments.Generation.Field, arguments.Generation.Model }.OfType<string>());
        var names = string.Join(',', arguments.Indices) + (generation.Length == 0 ? "" : $" {generation}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{arguments.Configuration.Upstream.Url}\n{names}")))[..8];
        var readable = string.Concat(names.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' ? letter : '_').Take(NameLength));
        return Of($"twinbert-backfill-{readable}-{hash}.json");
    }

    /// <summary>The state to go on from; that of the new run when there is none. Throws when the file is another run's.</summary>
    public BackfillCheckpoint Resume(BackfillCheckpoint run, bool restart)
    {
        var (found, failure) = Checkpoint.Load();
        if (restart)
        {
            // Its aliases may still be on the indices, and are this run's now.
            return run with { Run = found?.Run ?? "" };
        }

        failure ??= found?.DifferenceTo(run);
        return failure is null
            ? found ?? run
            : throw new UnusableInputException(
                $"The checkpoint '{Checkpoint.Path}' is not of this run: {failure}. Give --restart to begin anew, or another file with --checkpoint.");
    }

    /// <summary>
    /// Takes the state for this process, before anything is done that it would be needed for. Throws when it cannot be written, or another process has it. A
    /// killed process
    /// lets go of it, too.
    /// </summary>
    /// <returns>The hold; let go of it at the end.</returns>
    public IDisposable Lock()
    {
        var path = Checkpoint.Path + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (IsTaken(e))
        {
            throw new UnusableInputException($"Another backfill with the same state, '{Checkpoint.Path}', is running. Wait for its end, or stop it first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException(
                $"The checkpoint '{Checkpoint.Path}' cannot be written: {e.Message} Name a file in a folder that can be written with --checkpoint.");
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsTaken(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static BackfillFiles Of(string path) => new(new CheckpointFile(path), new DeadLetterFile(Path.ChangeExtension(path, ".failed.ndjson")));
}
