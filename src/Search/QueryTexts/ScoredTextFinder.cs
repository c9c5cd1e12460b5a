using System.Runtime.InteropServices;
using System.Text.Json;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.QueryTexts;

/// <summary>
/// Finds the parts of a query that are scored by text. A factor on a sum is the factor on each of its terms: so the clauses of a <c>bool</c> that are scored
/// by text can be multiplied, and the others left as they are. Not thread-safe.
/// </summary>
internal sealed class ScoredTextFinder
{
    // Each part is one more run of the script for a document.
    private const int MostParts = 8;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = SearchBody.ReaderOptions.MaxDepth };

    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<ScoredPart> _parts = [];
    private bool _isProduct = true;
    private bool _isAlone = true;

    private ScoredTextFinder(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>Finds the parts.</summary>
    /// <param name="body">The body, in which the parts stand.</param>
    /// <param name="query">Where the query stands in it.</param>
    /// <exception cref="JsonException">The query is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no text.</exception>
    public static ScoredText Find(ReadOnlyMemory<byte> body, JsonSpan query)
    {
        using var document = JsonDocument.Parse(body.Slice(query.Start, query.Length), Options);
        var finder = new ScoredTextFinder(body);
        var by = finder.Visit(document.RootElement);
        return by == ScoredBy.TextWithin && finder._parts.Count <= MostParts
            ? new(finder._parts, finder._isProduct, finder._isAlone)
            : new([new(query, "")], true, by is ScoredBy.Text or ScoredBy.TextWithin && finder._isAlone);
    }

    private ScoredBy Visit(JsonElement query)
    {
        var by = ScoredBy.NotKnown;
        var count = 0;
        foreach (var clause in query.ValueKind == JsonValueKind.Object ? query.EnumerateObject() : default)
        {
            by = ScoreOrigin.IsSilenced(clause.Name, clause.Value) ? ScoredBy.Same : Visit(clause.Name, clause.Value);
            count++;
        }

        // Engines refuse a query of several kinds.
        return count == 1 ? by : Forget(0, ScoredBy.NotKnown);
    }

    private ScoredBy Visit(string kind, JsonElement value) => kind switch
    {
        "bool" => VisitBool(value),
        "dis_max" => VisitDisMax(value),
        "boosting" => VisitBoosting(value),
        "nested" => VisitNested(value),
        "function_score" => VisitFunctionScore(value),
        "script_score" => VisitScriptScore(value),
        _ => ScoredKinds.Of(kind, value),
    };

    private ScoredBy VisitBoosting(JsonElement value)
    {
        _isAlone = false;
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("positive", out var positive) ? Visit(positive) : ScoredBy.NotKnown;
    }

    private ScoredBy VisitBool(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return ScoredBy.NotKnown;
        }

        var clauses = new List<ScoredClause>();
        var start = _parts.Count;
        foreach (var occurrence in value.EnumerateObject())
        {
            if (occurrence.Name is "must" or "should")
            {
                var isMust = occurrence.Name == "must";
                VisitAll(occurrence.Value, isMust || ShouldMatchAny(value) ? occurrence.Name : "", isMust, clauses);
            }
        }

        return Combine(clauses, start);
    }

    private ScoredBy VisitDisMax(JsonElement value)
    {
        var clauses = new List<ScoredClause>();
        var start = _parts.Count;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("queries", out var queries))
        {
            VisitAll(queries, "", false, clauses);
        }

        return Combine(clauses, start);
    }

    private void VisitAll(JsonElement oneOrMany, string occurrence, bool allMatch, List<ScoredClause> clauses)
    {
        if (oneOrMany.ValueKind != JsonValueKind.Array)
        {
            clauses.Add(new(SpanOf(oneOrMany), Visit(oneOrMany, allMatch), "", false));
            return;
        }

        var follows = false;
        foreach (var clause in oneOrMany.EnumerateArray())
        {
            clauses.Add(new(SpanOf(clause), Visit(clause, allMatch), occurrence, follows));
            follows = true;
        }
    }

    // What some documents match and others not makes a difference between them, even by a constant.
    private ScoredBy Visit(JsonElement clause, bool allMatch) => Visit(clause) is var by && by == ScoredBy.Same && !allMatch ? ScoredBy.Other : by;

    private ScoredBy Combine(List<ScoredClause> clauses, int start)
    {
        if (clauses.Exists(clause => clause.By == ScoredBy.NotKnown))
        {
            return Forget(start, ScoredBy.NotKnown);
        }

        var hasOthers = clauses.Exists(clause => clause.By == ScoredBy.Other);
        if (!clauses.Exists(clause => clause.By is ScoredBy.Text or ScoredBy.TextWithin))
        {
            return hasOthers ? ScoredBy.Other : ScoredBy.Same;
        }

        if (clauses.TrueForAll(clause => clause.By == ScoredBy.Text))
        {
            return ScoredBy.Text;
        }

        _isProduct &= clauses.TrueForAll(clause => clause.By is ScoredBy.Text or ScoredBy.TextWithin);
        _isAlone &= !hasOthers;
        AddRuns(clauses);
        return ScoredBy.TextWithin;
    }

    /// <summary>Adds the clauses of text, those that stand together and may be joined as one part.</summary>
    private void AddRuns(List<ScoredClause> clauses)
    {
        for (var i = 0; i < clauses.Count; i++)
        {
            if (clauses[i].By != ScoredBy.Text)
            {
                continue;
            }

            var last = i;
            while (clauses[i].Occurrence.Length > 0 && last + 1 < clauses.Count && clauses[last + 1] is { By: ScoredBy.Text, Follows: true })
            {
                last++;
            }

            _parts.Add(new(JsonSpan.Between(clauses[i].Span.Start, clauses[last].Span.End), last > i ? clauses[i].Occurrence : ""));
            i = last;
        }
    }

    /// <summary>Scripts that run on the inner documents do not see the vectors of the outer ones: the factor stays outside.</summary>
    private ScoredBy VisitNested(JsonElement value)
    {
        var (start, isProduct) = (_parts.Count, _isProduct);
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("query", out var query))
        {
            return ScoredBy.NotKnown;
        }

        var by = ScoreOrigin.IsNone(value) ? ScoredBy.Same : Visit(query);
        _isProduct = isProduct;
        return Forget(start, by == ScoredBy.TextWithin ? ScoredBy.Text : by);
    }

    private ScoredBy VisitFunctionScore(JsonElement value) =>
        !ScoreOrigin.HasFunctions(value) ? VisitAround(value, changesScore: false, isProduct: true)
        : ScoreOrigin.KeepsQuery(value) ? VisitAround(value, changesScore: true, ScoreOrigin.Multiplies(value))
        : ScoredBy.Other;

    private ScoredBy VisitScriptScore(JsonElement value) =>
        ScoreOrigin.SaysScore(value) ? VisitAround(value, changesScore: true, isProduct: false) : ScoredBy.Other;

    private ScoredBy VisitAround(JsonElement value, bool changesScore, bool isProduct)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("query", out var query))
        {
            return ScoredBy.Other;
        }

        var (start, wasProduct) = (_parts.Count, _isProduct);
        var by = Visit(query);
        if (by is not (ScoredBy.Text or ScoredBy.TextWithin))
        {
            return by == ScoredBy.Same && changesScore ? ScoredBy.Other : by;
        }

        _isAlone &= !changesScore;
        if (value.TryGetProperty("min_score", out _))
        {
            // A threshold counts in the client's own score.
            _isProduct = wasProduct;
            return Forget(start, ScoredBy.Text);
        }

        if (by == ScoredBy.Text && changesScore)
        {
            _parts.Add(new(SpanOf(query), ""));
            by = ScoredBy.TextWithin;
        }

        _isProduct &= isProduct;
        return by;
    }

    private ScoredBy Forget(int start, ScoredBy by)
    {
        if (start < _parts.Count)
        {
            _parts.RemoveRange(start, _parts.Count - start);
        }

        return by;
    }

    /// <summary>Whether of the clauses of <c>should</c> at most one has to match, so that some of them can be made one.</summary>
    private static bool ShouldMatchAny(JsonElement query)
    {
        if (!query.TryGetProperty("minimum_should_match", out var minimum))
        {
            return true;
        }

        return minimum.ValueKind switch
        {
            JsonValueKind.Number => minimum.TryGetInt32(out var number) && number is 0 or 1,
            JsonValueKind.String => minimum.ValueEquals("0") || minimum.ValueEquals("1"),
            _ => false,
        };
    }

    private JsonSpan SpanOf(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        _body.Span.Overlaps(raw, out var offset);
        return new(offset, raw.Length);
    }

    private readonly record struct ScoredClause(JsonSpan Span, ScoredBy By, string Occurrence, bool Follows);
}
