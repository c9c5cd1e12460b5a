namespace TwinBert.Backfill.Resilience;

/// <summary>How long a busy or unreachable cluster is waited for.</summary>
public sealed record BackoffOptions
{
    /// <summary>How often a call is repeated before the run stops, 1 to 100.</summary>
    /// <value>8: about two minutes with the other defaults</value>
    public int Retries { get; init; } = 8;

    /// <summary>The first wait; doubled each time, and scattered so that several runs do not come back together.</summary>
    /// <value>0.5 s</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait, unless the cluster asks for a longer one.</summary>
    /// <value>30 s</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a cluster's <c>Retry-After</c> may ask for.</summary>
    /// <value>5 minutes</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Numbers in [0, 1) that scatter the waits.</summary>
    /// <value>the resilience library's own source</value>
    public Func<double>? Randomizer { get; init; }
}
