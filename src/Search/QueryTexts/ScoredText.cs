namespace TwinBert.Search.QueryTexts;

/// <summary>
/// The parts of a query that are scored by text, apart from what an application adds to that score or multiplies it by. Immutable and thread-safe.
/// </summary>
/// <param name="Parts">The parts, which do not overlap; the whole query where text and the rest cannot be told apart.</param>
/// <param name="IsProduct">Whether a factor on all of the parts is the same as that factor on the score of the whole query.</param>
/// <param name="IsAlone">Whether the whole query is scored by text, and by nothing else.</param>
internal sealed record ScoredText(IReadOnlyList<ScoredPart> Parts, bool IsProduct, bool IsAlone);
