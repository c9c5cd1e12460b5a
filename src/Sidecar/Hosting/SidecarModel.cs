using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// The loaded model that a sidecar works with: both towers, the crossing and their constants. All parts are thread-safe; the owner disposes of them.
/// </summary>
public sealed record SidecarModel
{
    /// <summary>The query tower.</summary>
    public required IQueryEncoder QueryEncoder { get; init; }

    /// <summary>The embeddings of queries that no encoder is needed for; <see langword="null"/> for none.</summary>
    public IQueryCache? QueryCache { get; init; }

    /// <summary>The document tower.</summary>
    public required IDocumentEncoder DocumentEncoder { get; init; }

    /// <summary>Scores a query against documents, where an index names no other layer.</summary>
    public required ICrossingLayer Crossing { get; init; }

    /// <summary>The similarity in [−1, 1] that a hit without a usable vector is given under that layer, so that it neither gains nor loses.</summary>
    public required float TypicalSimilarity { get; init; }

    /// <summary>β of the blend for an index that names none, 0 to 20.</summary>
    public required double ModelWeight { get; init; }

    /// <summary>The layers that an index may name beside <see cref="Crossing"/>, each with its own typical similarity.</summary>
    public IReadOnlyList<(ICrossingLayer Layer, float TypicalSimilarity)> OtherCrossings { get; init; } = [];

    /// <summary>Names the model; vectors of any other are not used.</summary>
    public required ModelFingerprint Fingerprint { get; init; }
}
