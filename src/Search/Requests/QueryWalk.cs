using System.Buffers.Text;
using System.Text.Json;

namespace TwinBert.Search.Requests;

/// <summary>One walk through a query, gathering its texts. The depth is bounded by that of the body.</summary>
internal sealed class QueryWalk
{
    private readonly List<string> _texts = [];
    private int _wrappers;
    private string? _first;
    private string? _unread;

    public IReadOnlyList<string> Texts => _texts;

    public string? SkipReason { get; private set; }

    /// <summary>Where there is no text: the first kind of query that text is not taken from, or the outermost; otherwise <see langword="null"/>.</summary>
    public string? KindWithoutText => _texts.Count == 0 ? QueryKinds.Name(_unread ?? _first) : null;

    /// <summary>Reads one query clause: an object with one member, named for its kind.</summary>
    public void Visit(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var clause in query.EnumerateObject())
        {
            Visit(clause.Name, clause.Value);
        }
    }

    /// <summary>Adds a text that may contain operators.</summary>
    public void AddSyntax(string text, QuerySyntax syntax) => Add(QuerySyntaxText.Strip(text, syntax));

    private void Visit(string kind, JsonElement value)
    {
        _first ??= kind;
        switch (kind)
        {
            case "match" or "match_phrase" or "match_phrase_prefix" or "match_bool_prefix":
                AddFieldText(value);
                break;
            case "multi_match" or "combined_fields":
                Add(TextOf(value, "query"));
                break;
            case "query_string":
                AddSyntax(TextOf(value, "query"), QuerySyntax.Lucene);
                break;
            case "simple_query_string":
                AddSyntax(TextOf(value, "query"), QuerySyntax.Simple);
                break;
            case "bool":
                VisitBool(value);
                break;
            case "dis_max":
                VisitMember(value, "queries");
                break;
            case "boosting":
                VisitMember(value, "positive");
                break;
            case "function_score" or "nested" or "script_score":
                VisitMember(value, "query");
                break;
            case "constant_score":
                VisitMember(value, "filter");
                break;
            case "intervals":
                AddIntervals(value);
                break;
            case "wrapper":
                VisitWrapper(value);
                break;
            default:
                _unread ??= kind;
                SkipReason ??= ReasonOf(kind);
                break;
        }
    }

    private static string? ReasonOf(string kind) => kind switch
    {
        "hybrid" or "knn" or "neural" or "neural_sparse" or "semantic" or "sparse_vector" or "text_expansion" or "weighted_tokens" => Requests.SkipReason.Knn,
        "pinned" or "rule" or "rule_query" => Requests.SkipReason.Pinned,
        _ => null,
    };

    private void VisitBool(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var occurrence in value.EnumerateObject().Where(member => member.Name is "must" or "should"))
        {
            VisitAll(occurrence.Value);
        }
    }

    private void VisitMember(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
        {
            VisitAll(member);
        }
    }

    private void VisitAll(JsonElement oneOrMany)
    {
        if (oneOrMany.ValueKind != JsonValueKind.Array)
        {
            Visit(oneOrMany);
            return;
        }

        foreach (var query in oneOrMany.EnumerateArray())
        {
            Visit(query);
        }
    }

    /// <summary><c>{"title": "text"}</c> or <c>{"title": {"query": "text"}}</c>.</summary>
    private void AddFieldText(JsonElement value)
    {
        foreach (var field in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            Add(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : TextOf(field.Value, "query"));
        }
    }

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
    private void VisitWrapper(JsonElement value)
    {
        var encoded = TextOf(value, "query");
        if (_wrappers++ == 0 && Base64.IsValid(encoded))
        {
            Visit(QueryTextExtractor.Parse(Convert.FromBase64String(encoded)));
        }
    }

    private static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private void Add(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length > 0 && !_texts.Contains(trimmed))
        {
            _texts.Add(trimmed);
        }
    }
}
