using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>range</c>.</summary>
internal sealed class RangeClause(string field, RangeBounds bounds) : QueryClause
{
    public static QueryClause Read(JsonElement json)
    {
        var field = QueryJson.SingleField("range", json);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            throw QueryErrors.UnknownParameter("range", field.Name);
        }

        var bounds = new RangeBounds(null, true, null, true, null, default);
        var boost = new ClauseReader("range") { Otherwise = property => bounds = Apply(bounds, property) }.Read(field.Value);
        return new RangeClause(field.Name, bounds) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        if (field == InternalFields.SequenceNumber)
        {
            return SequenceNumberRange.Query(bounds);
        }

        if (context.Mapping.Find(field) is not { } mapped)
        {
            MetadataFields.Refuse(field, "a query on");
            return MatchNone.Query;
        }

        TextMatch.RequireIndexed(mapped);
        return new ConstantScoreQuery(mapped.RangeQuery(bounds with { Now = context.Now }));
    }

    private static RangeBounds Apply(RangeBounds bounds, JsonProperty property)
    {
        var value = property.Value.ValueKind == JsonValueKind.Null ? null : JsonInput.Text(property.Value);
        return property.Name switch
        {
            "gt" => bounds with { From = value, IncludesFrom = false },
            "gte" => bounds with { From = value, IncludesFrom = true },
            "lt" => bounds with { To = value, IncludesTo = false },
            "lte" => bounds with { To = value, IncludesTo = true },
            "format" => bounds with { Format = value },
            "time_zone" or "relation" or "from" or "to" or "include_lower" or "include_upper" =>
                throw EngineErrors.Unsupported($"[{property.Name}] in a [range] query"),
            _ => throw QueryErrors.UnknownParameter("range", property.Name),
        };
    }
}
