using System.Text.Json;
using TwinBert.Backfill.Resilience;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Scan;

namespace TwinBert.Cli.Repair;

/// <summary>What an index has to be when it is mended.</summary>
/// <param name="Identity">The cluster's engine.</param>
/// <param name="Field">The embedding object.</param>
/// <param name="Model">The model whose embeddings fit.</param>
/// <param name="Dimensions">The length of its vectors.</param>
internal sealed record RepairTarget(ClusterIdentity Identity, EmbeddingField Field, ModelFingerprint Model, int Dimensions)
{
    /// <summary>Tells apart two copies of one name, one after the other.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How vectors are spelled in it: shorter ones may be refused.</summary>
    public required VectorSpelling Spelling { get; init; }

    /// <summary>The embedding object's member of <c>properties</c>.</summary>
    public string Mapping => EmbeddingMapping.Properties(Identity.Family, Field, Dimensions);

    /// <summary>Adds that to a mapping, with room for it.</summary>
    public MappingAddition Addition(IClusterCalls calls) => new(calls, Identity.Family, Dimensions);

    /// <summary>Judges embeddings.</summary>
    public EmbeddingFit Fit => new(Field, (Identity.Family, Spelling), Model, Dimensions);

    /// <summary>What does not fit in mappings.</summary>
    public EmbeddingMappingState Compare(JsonElement mappings) =>
        EmbeddingMappingCheck.Compare(mappings, Identity.Family, Field, Dimensions);

    /// <summary>Calls that are repeated while a cluster is busy.</summary>
    public static IClusterCalls Repeating(IClusterCalls calls) => new RetryingClusterCalls(calls, new BackoffOptions(), TimeProvider.System);

    /// <summary>Reads indices.</summary>
    public IndexScanner Scanner(IClusterCalls calls) => new(Repeating(calls), Identity) { Once = calls };
}
