using TwinBert.Backfill.Settings;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;

namespace TwinBert.Cli.Backfill;

/// <summary>What the command line asks of a backfill.</summary>
/// <param name="Indices">The index expressions.</param>
/// <param name="Configuration">The configuration.</param>
/// <param name="Options">How to go about it.</param>
/// <param name="CheckpointPath">Where the state is kept; null for the default.</param>
/// <param name="Restart">Whether an earlier run's state is thrown away.</param>
/// <param name="Json">Whether the result is printed as JSON.</param>
internal sealed record BackfillArguments(
    string[] Indices, TwinBertOptions Configuration, BackfillOptions Options, string? CheckpointPath, bool Restart, bool Json)
{
    /// <summary>Which embeddings of the indices are made.</summary>
    public GenerationChoice Generation { get; init; } = GenerationChoice.None;

    /// <summary>Whether text fields that no document has are put up with.</summary>
    public bool Force { get; init; }

    /// <summary>How many batches of documents are encoded at once; null for one on every processor.</summary>
    public int? Threads { get; init; }

    /// <summary>How many documents of each index are encoded again and compared, 0 for all; null where none is to be.</summary>
    public int? Verify { get; init; }

    /// <summary>Whether only the documents are tried that an earlier run lists as lost.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Where the state is kept.</summary>
    public JobStoreChoice JobStore { get; init; }

    /// <summary>How the run stays with its indices; null where it does not.</summary>
    public FollowOptions? Follow { get; init; }
}
