using TwinBert.Model.Crossing;

namespace TwinBert.Model.Serving;

/// <summary>A crossing layer with its constant. Immutable and thread-safe.</summary>
/// <param name="Layer">Scores a query against documents.</param>
/// <param name="TypicalSimilarity">
/// The similarity in [−1, 1] that a hit without a usable vector is given under that layer, so that it neither gains nor loses.
/// </param>
public sealed record CrossingHead(ICrossingLayer Layer, float TypicalSimilarity);
