using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>term</c>.</summary>
internal sealed class TermClause(string field, string value) : QueryClause
{
    public static QueryClause Read(JsonElement json)
    {
        var field = QueryJson.SingleField("term", json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return new TermClause(field.Name, Scalar(field.Value));
        }

        string? term = null;
        var boost = new ClauseReader("term")
        {
            ["value"] = value => term = Scalar(value),
            ["case_insensitive"] = value => _ = QueryJson.Boolean(value) ? throw EngineErrors.Unsupported("[case_insensitive] in a [term] query") : value,
        }.Read(field.Value);
        return new TermClause(field.Name, term ?? throw EngineErrors.IllegalArgument("value cannot be null")) { Boost = boost };
    }

    /// <summary>The documents with this value of this field.</summary>
    public static Query On(QueryContext context, string path, string value)
    {
        switch (path)
        {
            case "_id":
                return new ConstantScoreQuery(new TermQuery(new Term("_id", value)));
            case "_index":
                return value == context.IndexName ? new MatchAllDocsQuery() : MatchNone.Query;
            case InternalFields.SequenceNumber:
                return SequenceNumberRange.Query(new RangeBounds(value, true, value, true, null, default));
            default:
                if (context.Mapping.Find(path) is not { } field)
                {
                    MetadataFields.Refuse(path, "a query on");
                    return MatchNone.Query;
                }

                TextMatch.RequireIndexed(field);
                return field.TermQuery(value);
        }
    }

    protected override Query Build(QueryContext context) => On(context, field, value);

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => throw EngineErrors.Parsing("[term] query does not support array of values"),
        JsonValueKind.Null => throw EngineErrors.IllegalArgument("value cannot be null"),
        _ => JsonInput.Text(value),
    };
}
