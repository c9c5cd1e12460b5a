namespace TwinBert.Backfill.Governing;

/// <summary>When a run slows down for the sake of the cluster.</summary>
public sealed record GovernorOptions
{
    /// <summary>Whether it does.</summary>
    /// <value><see langword="true"/></value>
    public bool IsOn { get; init; } = true;

    /// <summary>How often the cluster is asked how it is.</summary>
    /// <value>5 s</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many searches of an index there must be in that time to say anything.</summary>
    /// <value>20</value>
    public int FewestSearches { get; init; } = 20;

    /// <summary>How many times as long as at their best searches may take.</summary>
    /// <value>2</value>
    public double SlowestSearches { get; init; } = 2;

    /// <summary>What searches may take longer than at their best, however short that is, in milliseconds.</summary>
    /// <value>5</value>
    public double SlackMilliseconds { get; init; } = 5;

    /// <summary>How many searches or writes may wait for each thread of a node.</summary>
    /// <value>4</value>
    public double MostWaiting { get; init; } = 4;

    /// <summary>The part of its speed that a run keeps at least, 0 to 1.</summary>
    /// <value>0.1</value>
    public double LeastShare { get; init; } = 0.1;
}
