using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Sidecar.Hosting;

/// <summary>The loaded model that a sidecar works with: both towers, the crossing and their constants. All parts are thread-safe; the owner disposes of them.</summary>
public sealed record SidecarModel
{
    /// <summary>The query tower, with its cache.</summary>
    public required IQueryEncoder QueryEncoder { get; init; }

    /// <summary>The embedding of a query that the query tower's cache has, for which no encoder is needed; <see langword="null"/> where there is no cache. Thread-safe.</summary>
    public Func<string, QueryEmbedding?>? RecallQuery { get; init; }

    /// <summary>How often the query tower's cache had what was asked for, and how often not, since the start; <see langword="null"/> where there is no cache. Thread-safe.</summary>
    public Func<(long Hits, long Misses)>? QueryCacheLookups { get; init; }

    /// <summary>The document tower.</summary>
    public required IDocumentEncoder DocumentEncoder { get; init; }

    /// <summary>Scores a query against documents, where an index names no other layer.</summary>
    public required ICrossingLayer Crossing { get; init; }

    /// <summary>The similarity in [−1, 1] that a hit without a usable vector is given under that layer, so that it neither gains nor loses.</summary>
    public required float TypicalSimilarity { get; init; }

    /// <summary>The layers that an index may name beside <see cref="Crossing"/>, each with its own typical similarity.</summary>
    public IReadOnlyList<(ICrossingLayer Layer, float TypicalSimilarity)> OtherCrossings { get; init; } = [];

    /// <summary>Names the model; vectors of any other are not used.</summary>
    public required ModelFingerprint Fingerprint { get; init; }
}
