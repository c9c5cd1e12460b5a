using System.Buffers;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Queries;

/// <summary><c>query_string</c> and <c>q=</c>. Plain words are a <c>multi_match</c>; anything with syntax goes through Lucene's parser.</summary>
internal sealed class QueryStringClause(string text, IReadOnlyList<KeyValuePair<string, float>> fields, TextMatch options) : QueryClause
{
    private static readonly SearchValues<char> Syntax = SearchValues.Create("+-!(){}[]^\"~*?:\\/&|<>=");

    public static QueryClause Read(JsonElement json)
    {
        string? text = null;
        IReadOnlyList<string> fields = [];
        var options = new TextMatch("");
        var boost = new ClauseReader("query_string")
        {
            ["query"] = value => text = JsonInput.Text(value),
            ["default_field"] = value => fields = [JsonInput.Text(value)],
            ["fields"] = value => fields = QueryJson.Strings(value),
            ["default_operator"] = value => options = options with { RequiresAll = TextMatchJson.IsAnd(value) },
            Otherwise = property => options = property.Name is "lenient" or "analyzer"
                ? TextMatchJson.Apply(options, "query_string", property)
                : throw QueryErrors.UnknownParameter("query_string", property.Name),
        }.Read(json);
        return new QueryStringClause(text ?? throw EngineErrors.Parsing("query_string must be provided with a [query]"), FieldBoosts.Read(fields), options)
        {
            Boost = boost,
        };
    }

    protected override Query Build(QueryContext context)
    {
        if (text.Trim() is "*" or "*:*")
        {
            return new MatchAllDocsQuery();
        }

        return HasSyntax()
            ? new FieldQueryParser(context, fields, options).ParseText(text)
            : new MultiMatchClause(fields, options with { Text = text }, tieBreaker: 0).Compile(context);
    }

    private bool HasSyntax() =>
        text.AsSpan().IndexOfAny(Syntax) >= 0 || text.Split(' ').Any(word => word is "AND" or "OR" or "NOT");
}
