namespace TwinBert.Cli.Backfill;

/// <summary>Where a backfill keeps its state.</summary>
internal enum JobStoreChoice
{
    /// <summary>In the cluster where the account may, otherwise in a file.</summary>
    Auto,

    /// <summary>In the cluster, where other processes share the work.</summary>
    Cluster,

    /// <summary>In a file.</summary>
    File,
}
