using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>Where the parts of a response stand that are replaced or moved.</summary>
/// <param name="Took">The value of <c>took</c>; empty where there is none.</param>
/// <param name="MaxScore">The value of <c>hits.max_score</c>; empty where there is none.</param>
/// <param name="Hits">The array <c>hits.hits</c> with its brackets.</param>
internal readonly record struct ResponseLayout(JsonSpan Took, JsonSpan MaxScore, JsonSpan Hits);
