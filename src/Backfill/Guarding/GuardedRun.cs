namespace TwinBert.Backfill.Guarding;

/// <summary>The run that keeps its writes in an index.</summary>
/// <param name="Name">What it is called in the aliases of the index, the same for all that go on from one state.</param>
/// <param name="Place">Where it is, for the message to another one.</param>
internal sealed record GuardedRun(string Name, string Place)
{
    /// <summary>Whether this process is all of it: when it is gone, nobody writes through its alias any more.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Another run, which is over: where its alias was left behind, nobody writes through it any more. <see langword="null"/> for none.</summary>
    public string? Over { get; init; }
}
