namespace TwinBert.Backfill.Jobs;

/// <summary>What a worker is to do.</summary>
internal enum JobOrder
{
    /// <summary>Go on.</summary>
    Work,

    /// <summary>Finish the batch that is being written, let go of slices and wait.</summary>
    Pause,

    /// <summary>Finish the batch that is being written, and end: somebody has cancelled the job.</summary>
    Cancel,

    /// <summary>The same, as the job was begun anew, by another command.</summary>
    GiveWay,

    /// <summary>The same, as the cluster does not keep the job any more: somebody has deleted it.</summary>
    Gone,

    /// <summary>End: all is done.</summary>
    Done,
}
