namespace TwinBert.Configuration;

/// <summary>
/// What the sidecar does on its own account, with the operator's credentials (<see cref="UpstreamOptions"/>): it looks how fresh the embeddings are.
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
}
