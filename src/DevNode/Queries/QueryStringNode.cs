using System.Buffers;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>query_string</c> and <c>q=</c>. Plain words are a <c>multi_match</c>; anything with syntax goes through Lucene's parser.</summary>
internal sealed class QueryStringNode(string text, IReadOnlyList<KeyValuePair<string, float>> fields, TextMatch options) : QueryNode
{
    private static readonly SearchValues<char> Syntax = SearchValues.Create("+-!(){}[]^\"~*?:\\/&|<>=");

    public static QueryNode Read(JsonElement json)
    {
        string? text = null;
        IReadOnlyList<string> fields = [];
        var options = new TextMatch("");
        var boost = 1f;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "query":
                    text = JsonInput.Text(property.Value);
                    break;
                case "default_field":
                    fields = [JsonInput.Text(property.Value)];
                    break;
                case "fields":
                    fields = QueryJson.Strings(property.Value);
                    break;
                case "default_operator":
                    options = options with { RequiresAll = TextMatchJson.IsAnd(property.Value) };
                    break;
                case "boost":
                    boost = QueryJson.Float(property.Value);
                    break;
                case "lenient" or "analyzer":
                    options = TextMatchJson.Apply(options, "query_string", property);
                    break;
                default:
                    throw QueryErrors.UnknownParameter("query_string", property.Name);
            }
        }

        return new QueryStringNode(
            text ?? throw EngineErrors.Parsing("query_string must be provided with a [query]"),
            FieldBoosts.Read(fields),
            options) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        if (text.Trim() is "*" or "*:*")
        {
            return new MatchAllDocsQuery();
        }

        return HasSyntax()
            ? new FieldQueryParser(context, fields, options).ParseText(text)
            : new MultiMatchQuery(fields, options with { Text = text }, tieBreaker: 0).Compile(context);
    }

    private bool HasSyntax() =>
        text.AsSpan().IndexOfAny(Syntax) >= 0 || text.Split(' ').Any(word => word is "AND" or "OR" or "NOT");
}
