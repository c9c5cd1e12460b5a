namespace TwinBert.IngestPipeline;

/// <summary>Limits of a <see cref="DocumentEncodingPipeline"/>.</summary>
public sealed record DocumentEncodingOptions
{
    /// <summary>The largest source that is embedded, in bytes.</summary>
    /// <value>8 MiB</value>
    public int MaxDocumentBytes { get; init; } = 8 << 20;

    /// <summary>How long to wait for the encoder with one batch.</summary>
    /// <value>as long as it takes</value>
    public TimeSpan EncodeTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Measures <see cref="EncodeTimeout"/>.</summary>
    /// <value>the system's</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
