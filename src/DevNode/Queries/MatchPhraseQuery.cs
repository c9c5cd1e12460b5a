using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>match_phrase</c>.</summary>
internal sealed class MatchPhraseQuery : QueryNode
{
    private readonly string _field;
    private readonly TextMatch _match;

    private MatchPhraseQuery(string field, TextMatch match)
    {
        _field = field;
        _match = match;
    }

    public static QueryNode Read(JsonElement json)
    {
        var field = QueryJson.SingleField("match_phrase", json);
        var options = new TextMatch("") { IsPhrase = true };
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new MatchPhraseQuery(field.Name, options with { Text = JsonInput.Text(field.Value) });
        }

        var boost = 1f;
        string? text = null;
        foreach (var property in field.Value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "query":
                    text = JsonInput.Text(property.Value);
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                case "slop":
                    options = options with { Slop = QueryJson.Integer(property.Value) };
                    break;
                case "analyzer" or "zero_terms_query":
                    options = TextMatchJson.Apply(options, "match_phrase", property);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("match_phrase", property.Name);
            }
        }

        return text is null
            ? throw EngineErrors.Parsing("No text specified for text query")
            : new MatchPhraseQuery(field.Name, options with { Text = text }) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => _match.On(context, _field);
}
