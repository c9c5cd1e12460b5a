using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Resilience;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Running;

/// <summary>What a backfill works with.</summary>
/// <param name="Calls">The way to the cluster.</param>
/// <param name="Identity">Which engine it is.</param>
/// <param name="Encoders">The document towers of the models that the plan's indices have.</param>
/// <param name="Jobs">Where the state of the work and the list of lost documents are kept.</param>
public sealed record BackfillServices(
    IClusterCalls Calls,
    ClusterIdentity Identity,
    IReadOnlyDictionary<ModelFingerprint, IDocumentEncoder> Encoders,
    JobStore Jobs)
{
    /// <summary>How long a busy cluster is waited for.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Hears how far the run is, after every batch.</summary>
    public IProgress<BackfillProgress>? Progress { get; init; }

    /// <summary>Hears what happens to indices that the run stays with.</summary>
    public IProgress<FollowNews>? News { get; init; }

    /// <summary>Where the run is, for the message to another run of the same index.</summary>
    public string Place { get; init; } = "an unknown place";

    /// <summary>Measures and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
