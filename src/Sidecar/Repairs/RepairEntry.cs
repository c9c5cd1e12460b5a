namespace TwinBert.Sidecar.Repairs;

/// <summary>A document in the queue. Only the queue changes it, under its lock.</summary>
/// <param name="key">The document.</param>
internal sealed class RepairEntry(RepairKey key)
{
    /// <summary>The document.</summary>
    public RepairKey Key => key;

    /// <summary>Whether it is only possible that it lacks something; those that do go first.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>How many writes of it are under way.</summary>
    public int Writers { get; set; }

    /// <summary>Grows with each write, so that one that came while it was looked at is noticed.</summary>
    public int Round { get; set; }

    /// <summary>The round in which it was taken; null where it waits.</summary>
    public int? TakenIn { get; set; }

    /// <summary>The line that it stands in; null where it stands in none. In another one it may have left a place that counts for nothing.</summary>
    public PriorityQueue<RepairEntry, (DateTimeOffset Due, long Number)>? Line { get; set; }

    /// <summary>When it is to be looked at.</summary>
    public DateTimeOffset Due { get; set; }
}
