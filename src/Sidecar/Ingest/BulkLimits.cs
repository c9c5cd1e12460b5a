using TwinBert.Configuration;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Ingest;

/// <summary>How a bulk request is cut up, and where it is held.</summary>
/// <param name="DocumentBytes">The largest source that is embedded.</param>
internal sealed record BulkLimits(int DocumentBytes)
{
    /// <summary>Where lines are held.</summary>
    /// <value>memory of its own</value>
    public BodyBuffers Buffers { get; init; } = new(new LimitOptions());

    /// <summary>A batch ends with the line that makes it this large.</summary>
    /// <value>512 KiB</value>
    public int BatchBytes { get; init; } = 512 << 10;

    /// <summary>A batch ends with this many documents: enough to keep an encoder busy, few enough that the next are read meanwhile.</summary>
    /// <value>64</value>
    public int BatchDocuments { get; init; } = 64;

    /// <summary>The longest action line that is read.</summary>
    /// <value>1 MiB</value>
    public int ActionBytes { get; init; } = 1 << 20;
}
