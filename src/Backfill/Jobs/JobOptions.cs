namespace TwinBert.Backfill.Jobs;

/// <summary>How workers of one job keep in touch.</summary>
public sealed record JobOptions
{
    /// <summary>How long nothing is heard of a worker until its slices are taken over. Judged by the clock of whoever listens.</summary>
    /// <value>30 s</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker looks whether the job was paused or cancelled.</summary>
    /// <value>2 s</value>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a worker that waits for the last slices of others looks again.</summary>
    /// <value>1 s</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a job is begun anew, whatever was done.</summary>
    public bool Restart { get; init; }
}
