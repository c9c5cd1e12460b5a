namespace TwinBert.Backfill.Jobs;

/// <summary>What a job is at.</summary>
public enum JobState
{
    /// <summary>There is something to do.</summary>
    Running,

    /// <summary>All was done, and a run stays for what others write.</summary>
    Following,

    /// <summary>Somebody has paused it: its workers wait.</summary>
    Paused,

    /// <summary>All is done.</summary>
    Done,

    /// <summary>Somebody has cancelled it.</summary>
    Cancelled,
}
