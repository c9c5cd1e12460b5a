using TwinBert.Search.Json;

namespace TwinBert.Search.QueryTexts;

/// <summary>A stretch of a query that is scored by text alone.</summary>
/// <param name="Span">Where it stands in the body.</param>
/// <param name="Occurrence">
/// Where the stretch is several clauses of a <c>bool</c>, with commas between them: what they are to it, <c>must</c> or <c>should</c>; empty for one clause.
/// </param>
internal readonly record struct ScoredPart(JsonSpan Span, string Occurrence);
