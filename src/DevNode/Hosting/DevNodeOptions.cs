using Microsoft.Extensions.Logging;

namespace TwinBert.DevNode.Hosting;

/// <summary>How an embedded node is started.</summary>
public sealed record DevNodeOptions
{
    /// <summary>Where it listens.</summary>
    /// <value><c>http://127.0.0.1:0</c>, a free port, by default. Anyone who can reach the address can read and write everything.</value>
    public string Listen { get; init; } = "http://127.0.0.1:0";

    /// <summary>The most bytes of documents that it holds; writes beyond are answered 429.</summary>
    /// <value>1 GiB by default; positive.</value>
    public long MaxDocumentBytes { get; init; } = 1L << 30;

    /// <summary>Where log lines go; nowhere by default.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The clock, for refresh intervals, expiry and <c>now</c>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What identifiers are made from; seed it for the same identifiers each time.</summary>
    public Random? Random { get; init; }
}
