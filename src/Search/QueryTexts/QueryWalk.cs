using System.Buffers.Text;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;

namespace TwinBert.Search.QueryTexts;

/// <summary>One walk through a query, gathering its texts. The depth is bounded by that of the body.</summary>
internal sealed class QueryWalk
{
    private readonly List<string> _texts = [];
    private readonly TypedTexts _typed = new();
    private int _wrappers;
    private string? _first;
    private string? _unread;

    /// <summary>The texts, without those whose last word is still being typed.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>What was typed, and where it is looked for.</summary>
    public TypedTexts Typed => _typed;

    public RerankReason? SkipReason { get; private set; }

    /// <summary>Where there is no text: the first kind of query that text is not taken from, or the outermost; otherwise <see langword="null"/>.</summary>
    public string? KindWithoutText => Texts.Count == 0 ? QueryKinds.Name(_unread ?? _first) : null;

    /// <summary>
    /// Whether the score is one that the client makes of something else than the text: popularity, chance, a constant. What else a query without text is
    /// ranked by, such as exact terms, is not judged.
    /// </summary>
    public bool ScoresByOther { get; private set; }

    /// <summary>Reads one query clause: an object with one member, named for its kind.</summary>
    /// <returns>Whether its score tells how well a text matches.</returns>
    public bool Visit(JsonElement query)
    {
        var scoresText = false;
        foreach (var clause in query.ValueKind == JsonValueKind.Object ? query.EnumerateObject() : default)
        {
            scoresText |= Visit(clause.Name, clause.Value);
        }

        return scoresText;
    }

    /// <summary>Adds a text that may contain operators.</summary>
    public void AddSyntax(string text, QuerySyntax syntax) => Add(QuerySyntaxText.Strip(text, syntax));

    private bool Visit(string kind, JsonElement value)
    {
        _first ??= kind;
        var scoresText = VisitKind(kind, value);
        return scoresText && (!ScoreOrigin.IsSilenced(kind, value) || Overrides());
    }

    private bool VisitKind(string kind, JsonElement value)
    {
        switch (kind)
        {
            case "match" or "match_phrase":
                AddFieldText(value, isBeginning: false);
                return true;
            case "match_phrase_prefix" or "match_bool_prefix":
                AddFieldText(value, isBeginning: true);
                return true;
            case "multi_match" or "combined_fields":
                Add(TextOf(value, "query"), isBeginning: TextOf(value, "type") is "bool_prefix" or "phrase_prefix", FieldsOf(value));
                return true;
            case "query_string":
                AddSyntax(TextOf(value, "query"), QuerySyntax.Lucene);
                return true;
            case "simple_query_string":
                AddSyntax(TextOf(value, "query"), QuerySyntax.Simple);
                return true;
            case "intervals":
                AddIntervals(value);
                return true;
            case "bool":
                return VisitBool(value);
            case "dis_max":
                return VisitMember(value, "queries");
            case "boosting":
                return VisitMember(value, "positive");
            case "nested":
                return VisitMember(value, "query") && (!ScoreOrigin.IsNone(value) || Overrides());
            case "function_score":
                return (VisitMember(value, "query") && ScoreOrigin.KeepsQuery(value)) || (ScoreOrigin.HasFunctions(value) && Overrides());
            case "script_score":
                return (VisitMember(value, "query") && ScoreOrigin.SaysScore(value)) || Overrides();
            case "constant_score":
                VisitMember(value, "filter");
                return Overrides();
            case "wrapper":
                return VisitWrapper(value);
            default:
                _unread ??= kind;
                SkipReason ??= ReasonOf(kind);
                return false;
        }
    }

    /// <summary>Notes that the client scores by something else.</summary>
    /// <returns>Always that the text is not scored.</returns>
    private bool Overrides()
    {
        ScoresByOther = true;
        return false;
    }

    private static RerankReason? ReasonOf(string kind) => kind switch
    {
        "hybrid" or "knn" or "neural" or "neural_sparse" or "semantic" or "sparse_vector" or "text_expansion" or "weighted_tokens" => RerankReason.Knn,
        "pinned" or "rule" or "rule_query" => RerankReason.Pinned,
        _ => null,
    };

    private bool VisitBool(JsonElement value)
    {
        var scoresText = false;
        foreach (var occurrence in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            scoresText |= occurrence.Name is "must" or "should" && VisitAll(occurrence.Value);
        }

        return scoresText;
    }

    private bool VisitMember(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && VisitAll(member);

    private bool VisitAll(JsonElement oneOrMany)
    {
        if (oneOrMany.ValueKind != JsonValueKind.Array)
        {
            return Visit(oneOrMany);
        }

        var scoresText = false;
        foreach (var query in oneOrMany.EnumerateArray())
        {
            scoresText |= Visit(query);
        }

        return scoresText;
    }

    /// <summary><c>{"title": "text"}</c> or <c>{"title": {"query": "text"}}</c>.</summary>
    private void AddFieldText(JsonElement value, bool isBeginning)
    {
        foreach (var field in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            Add(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : TextOf(field.Value, "query"), isBeginning, [field.Name]);
        }
    }

    /// <summary>The names in <c>fields</c>, without their boosts.</summary>
    private static List<string>? FieldsOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("fields", out var fields)
            ? fields.ValueKind switch
            {
                JsonValueKind.Array => [.. fields.EnumerateArray().Where(field => field.ValueKind == JsonValueKind.String).Select(NameOf)],
                JsonValueKind.String => [NameOf(fields)],
                _ => null,
            }
            : null;

    private static string NameOf(JsonElement field) => field.GetString()!.Split('^')[0];

    /// <summary><c>{"title": RULE}</c>, where a rule is a match or a combination of rules.</summary>
    private void AddIntervals(JsonElement value)
    {
        foreach (var field in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            AddIntervalRule(field.Value);
        }
    }

    private void AddIntervalRule(JsonElement rule)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in rule.EnumerateObject())
        {
            if (member.Name == "match")
            {
                Add(TextOf(member.Value, "query"));
            }
            else if (member.Name is "all_of" or "any_of"
                && member.Value.ValueKind == JsonValueKind.Object
                && member.Value.TryGetProperty("intervals", out var rules)
                && rules.ValueKind == JsonValueKind.Array)
            {
                foreach (var inner in rules.EnumerateArray())
                {
                    AddIntervalRule(inner);
                }
            }
        }
    }

    /// <summary>A whole query in base64. Wrappers in wrappers are left alone: each would start its depth anew.</summary>
    private bool VisitWrapper(JsonElement value)
    {
        var encoded = TextOf(value, "query");
        return _wrappers++ == 0 && Base64.IsValid(encoded) && Visit(QueryTextExtractor.Parse(Convert.FromBase64String(encoded)));
    }

    private static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private void Add(string text, bool isBeginning = false, IReadOnlyList<string>? fields = null)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return;
        }

        // Whoever types a blank is done with the word before it.
        var isWhole = char.IsWhiteSpace(text[^1]);
        if (isBeginning && !isWhole)
        {
            _typed.AddBeginning(trimmed);
            return;
        }

        _typed.AddWhole(trimmed, isWhole ? null : fields);
        if (!_texts.Contains(trimmed))
        {
            _texts.Add(trimmed);
        }
    }
}
