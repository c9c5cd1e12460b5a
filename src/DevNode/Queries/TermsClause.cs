using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>terms</c> and <c>ids</c>: any of the values, without scoring.</summary>
internal sealed class TermsClause(string field, IReadOnlyList<string> values) : QueryClause
{
    private const int MaxTerms = 65_536;

    public static QueryClause Read(JsonElement json)
    {
        string? field = null;
        IReadOnlyList<string> values = [];
        var boost = new ClauseReader("terms")
        {
            Otherwise = property => (field, values) = field is not null ? throw EngineErrors.Parsing("[terms] query does not support multiple fields")
                : property.Value.ValueKind == JsonValueKind.Object ? throw EngineErrors.Unsupported("a terms lookup in a [terms] query")
                : property.Value.ValueKind == JsonValueKind.Array ? (property.Name, QueryJson.Strings(property.Value))
                : throw QueryErrors.UnknownParameter("terms", property.Name),
        }.Read(json);
        return field is null
            ? throw EngineErrors.Parsing("[terms] query requires a field name, followed by array of terms or a document lookup specification")
            : new TermsClause(field, values) { Boost = boost };
    }

    /// <summary>Reads <c>ids</c>.</summary>
    public static QueryClause ReadIds(JsonElement json)
    {
        IReadOnlyList<string> values = [];
        var boost = new ClauseReader("ids") { ["values"] = value => values = QueryJson.Strings(value) }.Read(json);
        return new TermsClause("_id", values) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        if (values.Count > MaxTerms)
        {
            throw EngineErrors.IllegalArgument(
                $"The number of terms [{values.Count}] used in the Terms Query request has exceeded the allowed maximum of [{MaxTerms}]. This maximum can "
                    + "be set by changing the [index.max_terms_count] index level setting.");
        }

        var clauses = values.Distinct().Select(value => TermClause.On(context, field, value)).ToList();
        return clauses.Count == 0 ? MatchNone.Query : new ConstantScoreQuery(Any(clauses));
    }

    // Beyond Lucene's limit of clauses the alternatives are nested.
    private static BooleanQuery Any(List<Query> clauses)
    {
        var query = new BooleanQuery();
        foreach (var chunk in clauses.Count <= BooleanQuery.MaxClauseCount ? clauses : clauses
            .Chunk(BooleanQuery.MaxClauseCount)
            .Select(c => Any([.. c]))
            .ToList<Query>())
        {
            query.Add(chunk, Occur.SHOULD);
        }

        return query;
    }
}
