using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>match</c>.</summary>
internal sealed class MatchQuery : QueryNode
{
    private readonly string _field;
    private readonly TextMatch _match;

    private MatchQuery(string field, TextMatch match)
    {
        _field = field;
        _match = match;
    }

    public static QueryNode Read(JsonElement json)
    {
        var field = QueryJson.SingleField("match", json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new MatchQuery(field.Name, new TextMatch(Text(field.Value)));
        }

        var boost = 1f;
        TextMatch? match = null;
        var options = new TextMatch("");
        foreach (var property in field.Value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "query":
                    match = new TextMatch(Text(property.Value));
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                default:
                    options = TextMatchJson.Apply(options, "match", property);
                    break;
            }
        }

        return match is null
            ? throw EngineErrors.Parsing("No text specified for text query")
            : new MatchQuery(field.Name, options with { Text = match.Text }) { Boost = boost };
    }

    protected override Query Build(QueryContext context) => _match.On(context, _field);

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null
        ? throw EngineErrors.Parsing("[match] unknown token in the query text")
        : JsonInput.Text(value);
}
