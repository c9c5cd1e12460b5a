namespace TwinBert.Search.Scan;

/// <summary>Bounds of a scan.</summary>
public sealed record ScanOptions
{
    /// <summary>The most documents that are read at once, 1 to 10,000.</summary>
    /// <value>1,000</value>
    public int MaxPageDocuments { get; init; } = 1_000;

    /// <summary>How large a page should be, in bytes of response; the number of documents asked for follows the size of those read before.</summary>
    /// <value>4 MiB</value>
    public int TargetPageBytes { get; init; } = 4 << 20;

    /// <summary>How long the engine keeps a snapshot for us after each page. Whole seconds.</summary>
    /// <value>5 minutes</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often in a row a lost snapshot is opened anew before the scan gives up.</summary>
    /// <value>3</value>
    public int MaxReopens { get; init; } = 3;
}
