using System.Text.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.QueryTexts;

/// <summary>
/// Finds the text that a query looks for: in the clauses whose score it is ranked by, never in filters and never in what must not match.
/// Values that are no strings are no text. Thread-safe.
/// </summary>
public static class QueryTextExtractor
{
    /// <summary>Longer than any encoder reads; what is over is cut.</summary>
    private const int MaxLength = 2_000;

    /// <summary>Finds the text of a search.</summary>
    /// <param name="q">The URL's parameter <c>q</c>, decoded, which wins over the query; <see langword="null"/> for none.</param>
    /// <param name="query">The value of the body's member <c>query</c>; empty for none.</param>
    /// <exception cref="JsonException">The query is no JSON.</exception>
    public static QueryText Extract(string? q, ReadOnlySpan<byte> query)
    {
        var walk = new QueryWalk();
        var scoresText = true;
        if (q is not null)
        {
            walk.AddSyntax(q, QuerySyntax.Lucene);
        }
        else if (!query.IsEmpty)
        {
            scoresText = walk.Visit(Parse(query));
        }

        var scoresByOther = walk.ScoresByOther && !scoresText;
        return walk.Typed.IsHalfTyped
            ? new("", walk.SkipReason) { IsHalfTyped = true, ScoresByOther = scoresByOther }
            : new(Join(walk.Texts), walk.SkipReason) { Kind = walk.KindWithoutText, ScoresByOther = scoresByOther, FieldsOfTyped = walk.Typed.Fields };
    }

    /// <summary>Joins texts by blanks, and cuts what is over the greatest length.</summary>
    internal static string Join(IEnumerable<string> texts)
    {
        var text = string.Join(' ', texts);
        return text.Length <= MaxLength ? text : text[..CutAt(text)];
    }

    internal static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, SearchBody.ReaderOptions);
        return JsonElement.ParseValue(ref reader);
    }

    private static int CutAt(string text) => char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
}
