namespace TwinBert.Configuration;

/// <summary>
/// What the sidecar does on its own account, with the operator's credentials (<see cref="UpstreamOptions"/>): it looks how fresh embeddings
/// are, and repairs them.
/// </summary>
public sealed record UpkeepOptions
{
    /// <summary>
    /// Whether it does: <see langword="null"/> where there are credentials, <see langword="true"/> also without, for a cluster without security,
    /// <see langword="false"/> never.
    /// </summary>
    /// <value><see langword="null"/></value>
    public bool? Enabled { get; init; }

    /// <summary>The documents that are read in a minute, of all indices together, to find embeddings of older texts; 0 for none. 0 to 100,000.</summary>
    /// <value>300</value>
    public int SampledPerMinute { get; init; } = 300;

    /// <summary>
    /// The documents that get an embedding in a second, of those that were written without one and those that reads find without one of their text; 0 for none.
    /// 0 to 10,000.
    /// </summary>
    /// <value>20</value>
    public double RepairsPerSecond { get; init; } = 20;

    /// <summary>The documents that may wait for that. 1 to 10,000,000.</summary>
    /// <value>100,000</value>
    public int MaxRepairs { get; init; } = 100_000;

    /// <summary>The file that keeps those that wait, so that a restart loses none. Its folder has to exist; each sidecar needs a file of its own.</summary>
    /// <value><see langword="null"/>: they are kept in memory only</value>
    public string? RepairFile { get; init; }
}
