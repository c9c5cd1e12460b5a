namespace TwinBert.Backfill.Settings;

/// <summary>How a run stays with its indices when its work is done.</summary>
public sealed record FollowOptions
{
    /// <summary>How often it looks for changes, 0.1 s to a day.</summary>
    /// <value>2 s</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it looks for new indices of its patterns, aliases and data streams; no more often than for changes.</summary>
    /// <value>5 s</value>
    public TimeSpan FindEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it leaves an index alone that could not be worked on; doubled each time, up to a minute.</summary>
    /// <value>5 s</value>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);
}
