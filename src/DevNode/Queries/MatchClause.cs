using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>match</c> and <c>match_phrase</c>: a text in one field.</summary>
internal sealed class MatchClause(string field, TextMatch match) : QueryClause
{
    public static QueryClause Read(JsonElement json) => Read("match", json, new TextMatch(""));

    public static QueryClause ReadPhrase(JsonElement json) => Read("match_phrase", json, new TextMatch("") { IsPhrase = true });

    protected override Query Build(QueryContext context) => match.On(context, field);

    private static MatchClause Read(string clause, JsonElement json, TextMatch options)
    {
        var field = QueryJson.SingleField(clause, json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new MatchClause(field.Name, options with { Text = Text(clause, field.Value) });
        }

        string? text = null;
        var reader = new ClauseReader(clause)
        {
            ["query"] = value => text = Text(clause, value),
            Otherwise = property => options = options.IsPhrase && property.Name is not ("analyzer" or "zero_terms_query")
                ? throw QueryErrors.UnknownParameter(clause, property.Name)
                : TextMatchJson.Apply(options, clause, property),
        };
        if (options.IsPhrase)
        {
            reader["slop"] = value => options = options with { Slop = QueryJson.Integer(value) };
        }

        var boost = reader.Read(field.Value);
        return text is null
            ? throw EngineErrors.Parsing("No text specified for text query")
            : new MatchClause(field.Name, options with { Text = text }) { Boost = boost };
    }

    private static string Text(string clause, JsonElement value) => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Null
        ? throw EngineErrors.Parsing($"[{clause}] unknown token in the query text")
        : JsonInput.Text(value);
}
