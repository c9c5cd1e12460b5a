using TwinBert.Backfill.Governing;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;

namespace TwinBert.Backfill.Removing;

/// <summary>How embeddings are taken out of documents.</summary>
public sealed record RemovalOptions
{
    /// <summary>The most documents that are written in a second; <see langword="null"/> for as many as the cluster takes.</summary>
    public double? DocumentsPerSecond { get; init; }

    /// <summary>When the run slows down by itself.</summary>
    public GovernorOptions Governor { get; init; } = new();

    /// <summary>How the run keeps its writes in the index that it read.</summary>
    public GuardOptions Guard { get; init; } = new();

    /// <summary>How long a busy cluster is waited for.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Where the run is, for the message to another run of the same index.</summary>
    public string Place { get; init; } = "an unknown place";
}
