namespace TwinBert.Backfill.Settings;

/// <summary>How a run keeps its writes in the index that it read.</summary>
public sealed record GuardOptions
{
    /// <summary>
    /// Whether the run does without an alias of its own, for an account that may not make one: it compares the index with the one that it read before and
    /// after every
    /// write instead, so that only a write in the very moment in which an index is made anew can go wrong.
    /// </summary>
    /// <value><see langword="false"/></value>
    public bool WithoutAlias { get; init; }

    /// <summary>How often a run says in its alias that it is alive.</summary>
    /// <value>30 s</value>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its last sign of life a run is taken for dead, by another run of the same index.</summary>
    /// <value>5 minutes</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);
}
