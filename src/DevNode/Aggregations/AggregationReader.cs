using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Aggregations;

/// <summary>Reads <c>aggs</c>: only <c>terms</c>, without sub-aggregations.</summary>
internal static class AggregationReader
{
    public static IReadOnlyList<TermsAggregation> Read(JsonElement json) => [.. json.EnumerateObject().Select(ReadNamed)];

    private static TermsAggregation ReadNamed(JsonProperty named)
    {
        TermsAggregation? aggregation = null;
        foreach (var property in named.Value.EnumerateObject())
        {
            aggregation = property.Name switch
            {
                "terms" => ReadTerms(named.Name, property.Value),
                "aggs" or "aggregations" => throw EngineErrors.Unsupported($"sub-aggregations: [{named.Name}]"),
                "meta" => throw EngineErrors.Unsupported($"[meta] of the aggregation [{named.Name}]"),
                _ => throw EngineErrors.Unsupported($"the aggregation type [{property.Name}]"),
            };
        }

        return aggregation ?? throw EngineErrors.Parsing($"Missing definition for aggregation [{named.Name}]");
    }

    private static TermsAggregation ReadTerms(string name, JsonElement json)
    {
        string? field = null;
        var aggregation = new TermsAggregation(name, "");
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "field":
                    field = JsonInput.Text(property.Value);
                    break;
                case "size":
                    aggregation = aggregation with { Size = Positive(property.Value) };
                    break;
                case "min_doc_count":
                    aggregation = aggregation with { MinDocCount = Positive(property.Value) };
                    break;
                case "missing":
                    aggregation = aggregation with { Missing = JsonInput.Text(property.Value) };
                    break;
                case "order":
                    aggregation = aggregation with { Order = ReadOrder(property.Value) };
                    break;
                case "shard_size" or "show_term_doc_count_error" or "execution_hint" or "collect_mode":
                    // Ways to compute the same buckets; one shard needs none of them.
                    break;
                case "include" or "exclude" or "script" or "format" or "value_type" or "shard_min_doc_count":
                    throw EngineErrors.Unsupported($"[{property.Name}] of a [terms] aggregation");
                default:
                    throw EngineErrors.XContentParse($"[terms] unknown field [{property.Name}]");
            }
        }

        return aggregation with { Field = field ?? throw EngineErrors.IllegalArgument("Required one of fields [field, script], but none were specified. ") };
    }

    private static int Positive(JsonElement value) => QueryJson.Integer(value) is var number and > 0
        ? number
        : throw EngineErrors.IllegalArgument($"[size] must be greater than 0. Found [{JsonInput.Text(value)}] in [terms]");

    private static BucketOrder ReadOrder(JsonElement json)
    {
        var entries = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : new[] { json };
        var first = entries[0].EnumerateObject().First();
        var isDescending = JsonInput.Text(first.Value).Equals("desc", StringComparison.OrdinalIgnoreCase);
        return first.Name switch
        {
            "_count" => new(ByKey: false, isDescending),
            "_key" => new(ByKey: true, isDescending),
            _ => throw EngineErrors.Unsupported($"the order [{first.Name}] of a [terms] aggregation"),
        };
    }
}
