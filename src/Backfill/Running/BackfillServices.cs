using System.Security.Cryptography;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Resilience;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Running;

/// <summary>What a backfill works with.</summary>
/// <param name="Calls">The way to the cluster.</param>
/// <param name="Identity">Which engine it is.</param>
/// <param name="Encoders">The document towers of the models that the plan's indices have.</param>
/// <param name="Checkpoint">Where the run's state is kept.</param>
/// <param name="DeadLetters">Where lost documents are listed.</param>
public sealed record BackfillServices(
    IClusterCalls Calls,
    ClusterIdentity Identity,
    IReadOnlyDictionary<ModelFingerprint, IDocumentEncoder> Encoders,
    CheckpointFile Checkpoint,
    DeadLetterFile DeadLetters)
{
    /// <summary>How long a busy cluster is waited for.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Hears how far the run is, after every batch.</summary>
    public IProgress<BackfillProgress>? Progress { get; init; }

    /// <summary>Hears what happens to indices that the run stays with.</summary>
    public IProgress<FollowNews>? News { get; init; }

    /// <summary>Where the run is, for the message to another run of the same index.</summary>
    public string Place { get; init; } = "an unknown place";

    /// <summary>What a run is called that does not go on from another one: letters and digits that no other run has.</summary>
    public string RunName { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>Measures and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
