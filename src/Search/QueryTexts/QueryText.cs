using TwinBert.Protocol;
using TwinBert.Search.Features;

namespace TwinBert.Search.QueryTexts;

/// <summary>The text that a search looks for.</summary>
/// <param name="Text">The distinct texts in their order, joined by blanks; empty where there is none, or where one is half typed.</param>
/// <param name="SkipReason">Why the search is left to the engine; <see langword="null"/> where it is not.</param>
public readonly record struct QueryText(string Text, RerankReason? SkipReason)
{
    /// <summary>Whether the client's query scores by something else, and by no text at all: popularity, chance, a constant.</summary>
    public bool ScoresByOther { get; init; }

    /// <summary>Whether a text's last word is looked for as the beginning of a word, and the text nowhere as a whole: somebody is still typing it.</summary>
    public bool IsHalfTyped { get; init; }

    /// <summary>
    /// Of each text that may be half typed, depending on how fields are analysed: all the fields in which it is looked for as a whole.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> FieldsOfTyped { get; init; } = [];

    /// <summary>Where there is no text, the kind of query that gives none: one of <see cref="QueryKinds"/>; otherwise <see langword="null"/>.</summary>
    public string? Kind { get; init; }
}
