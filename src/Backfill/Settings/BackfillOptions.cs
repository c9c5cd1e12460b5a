using TwinBert.Backfill.Governing;

namespace TwinBert.Backfill.Settings;

/// <summary>How a backfill goes about its work.</summary>
public sealed record BackfillOptions
{
    /// <summary>Which documents are embedded.</summary>
    /// <value><see cref="BackfillMode.Outdated"/></value>
    public BackfillMode Mode { get; init; } = BackfillMode.Outdated;

    /// <summary>Whether documents are only counted and nothing is changed.</summary>
    /// <value><see langword="false"/></value>
    public bool DryRun { get; init; }

    /// <summary>The most documents that are encoded and written together, 1 to 10,000.</summary>
    /// <value>128</value>
    public int BatchDocuments { get; init; } = 128;

    /// <summary>The most bytes of sources that are written together. A larger document makes a batch of its own.</summary>
    /// <value>8 MiB</value>
    public int BatchBytes { get; init; } = 8 << 20;

    /// <summary>The most tokens that are encoded together, at four characters a token and at most <see cref="TokensPerDocument"/> for a document.</summary>
    /// <value>32,768</value>
    public int BatchTokens { get; init; } = 32_768;

    /// <summary>What a document counts at most towards <see cref="BatchTokens"/>: encoders cut longer texts.</summary>
    /// <value>256</value>
    public int TokensPerDocument { get; init; } = 256;

    /// <summary>The most documents that are embedded in a second; <see langword="null"/> for as many as the machine can.</summary>
    public double? DocumentsPerSecond { get; init; }

    /// <summary>When the run slows down by itself.</summary>
    public GovernorOptions Governor { get; init; } = new();

    /// <summary>The largest document that is embedded, in bytes.</summary>
    /// <value>8 MiB</value>
    public int MaxDocumentBytes { get; init; } = 8 << 20;

    /// <summary>How often a document that somebody else keeps writing is read again before it is left to that writer.</summary>
    /// <value>5</value>
    public int ConflictRetries { get; init; } = 5;

    /// <summary>
    /// How often what others wrote meanwhile is looked through at the end, 1 to 100. Each time is shorter than the one before, and the first that finds
    /// nothing is the last.
    /// </summary>
    /// <value>10</value>
    public int Sweeps { get; init; } = 10;

    /// <summary>How the run keeps its writes in the index that it read.</summary>
    public GuardOptions Guard { get; init; } = new();

    /// <summary>How long a write in flight may take to finish when the run is asked to stop.</summary>
    /// <value>20 s</value>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);
}
