using System.Text.Json;
using TwinBert.DevNode.Aggregations;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Highlighting;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Searching;

/// <summary>Reads the body of a search. A key that is not known, or that the node lacks, is refused by name.</summary>
internal static class SearchBodyReader
{
    private static readonly string[] Lacking =
    [
        "rescore", "collapse", "suggest", "knn", "retriever", "rank", "script_fields", "runtime_mappings", "indices_boost", "slice", "terminate_after",
        "ext", "sub_searches", "search_pipeline", "derived", "verbose_pipeline",
    ];

    public static SearchRequest Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.Parsing("Expected [START_OBJECT] but found another value");
        }

        var request = new SearchRequest();
        foreach (var property in json.EnumerateObject())
        {
            request = ReadFind(request, property) ?? ReadShow(request, property) ?? throw Unknown(property);
        }

        Check(request);
        return request;
    }

    // What decides which hits there are.
    private static SearchRequest? ReadFind(SearchRequest request, JsonProperty property)
    {
        var value = property.Value;
        return property.Name switch
        {
            // A list of nothing asks for nothing.
            "rescore" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0 => request,
            "query" => request with { Query = new QueryReader().Read(value) },
            "post_filter" => request with { PostFilter = new QueryReader().Read(value) },
            "from" => request with { From = NotNegative("from", QueryJson.Integer(value)) },
            "size" => request with { Size = NotNegative("size", QueryJson.Integer(value)) },
            "sort" => request with { Sort = SortReader.Read(value) },
            "search_after" => request with { SearchAfter = ReadAfter(value) },
            "min_score" => request with { MinScore = QueryJson.Float(value) },
            "track_total_hits" => request with { TrackTotalUpTo = ReadTrackTotal(JsonInput.Text(value)) },
            "track_scores" => request with { TracksScores = QueryJson.Boolean(value) },
            "aggs" or "aggregations" => request with { Aggregations = AggregationReader.Read(value) },
            "pit" => ReadPit(request, value),
            _ => null,
        };
    }

    // What decides what of a hit is shown, and what changes nothing here.
    private static SearchRequest? ReadShow(SearchRequest request, JsonProperty property)
    {
        var fetch = request.Fetch;
        var value = property.Value;
        switch (property.Name)
        {
            case "_source":
                return request with { Fetch = fetch with { Source = SourceFilter.Read(value) } };
            case "fields":
                return request with { Fetch = fetch with { Fields = ReadPatterns(value) } };
            case "docvalue_fields":
                return request with { Fetch = fetch with { DocValueFields = ReadPatterns(value) } };
            case "stored_fields":
                return request with { Fetch = ReadStored(fetch, QueryJson.Strings(value)) };
            case "version":
                return request with { Fetch = fetch with { Version = QueryJson.Boolean(value) } };
            case "seq_no_primary_term":
                return request with { Fetch = fetch with { SequenceNumber = QueryJson.Boolean(value) } };
            case "highlight":
                return request with { Fetch = fetch with { Highlight = HighlightReader.Read(value) } };
            case "explain" or "profile" when !QueryJson.Boolean(value):
                return request;
            case "explain" or "profile":
                throw EngineErrors.Unsupported($"[{property.Name}] in a search");
            case "timeout":
                TimeValues.Parse(JsonInput.Text(value), "timeout");
                return request;
            case "stats":
                return request;
            default:
                return null;
        }
    }

    public static int ReadTrackTotal(string text) => text switch
    {
        "true" => SearchRequest.TrackAll,
        "false" => SearchRequest.TrackNone,
        _ when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var upTo) && upTo >= -1 => upTo,
        _ => throw EngineErrors.IllegalArgument($"[track_total_hits] parameter must be positive or equals to -1, got {text}"),
    };

    /// <summary>Refuses combinations that the engines refuse.</summary>
    public static void Check(SearchRequest request)
    {
        if (request.SearchAfter is not null && request.From > 0)
        {
            throw EngineErrors.Validation("`from` parameter must be set to 0 when `search_after` is used");
        }
    }

    public static int NotNegative(string name, int value) =>
        value >= 0 ? value : throw EngineErrors.IllegalArgument($"[{name}] parameter cannot be negative but was [{value}]");

    /// <summary>What <c>stored_fields</c> asks for: nothing at all, or nothing in particular.</summary>
    public static FetchOptions ReadStored(FetchOptions fetch, IReadOnlyList<string> names) => names switch
    {
        [] => fetch with { Source = SourceFilter.None },
        ["_none_"] => fetch with { Source = SourceFilter.None, OmitsId = true },
        ["_source"] => fetch,
        _ => throw EngineErrors.Unsupported($"stored fields: [{string.Join(", ", names)}]"),
    };

    public static IReadOnlyList<FieldPattern> ReadPatterns(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(ReadPattern)]
        : [ReadPattern(json)];

    private static FieldPattern ReadPattern(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return new(json.GetString()!, null);
        }

        string? field = null, format = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "field":
                    field = JsonInput.Text(property.Value);
                    break;
                case "format":
                    format = property.Value.ValueKind == JsonValueKind.Null || JsonInput.Text(property.Value) == "use_field_mapping"
                        ? null
                        : JsonInput.Text(property.Value);
                    break;
                case "include_unmapped" when !QueryJson.Boolean(property.Value):
                    break;
                case "include_unmapped":
                    throw EngineErrors.Unsupported("[include_unmapped] in [fields]");
                default:
                    throw EngineErrors.XContentParse($"[fields] unknown field [{property.Name}]");
            }
        }

        return new(field ?? throw EngineErrors.IllegalArgument("Required [field]"), format);
    }

    private static IReadOnlyList<JsonElement> ReadAfter(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(e => e.Clone())]
        : throw EngineErrors.Parsing("Expected [START_ARRAY] in [search_after] but found another value");

    private static SearchRequest ReadPit(SearchRequest request, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            request = property.Name switch
            {
                "id" => request with { PointInTime = JsonInput.Text(property.Value) },
                "keep_alive" => request with { PointInTimeKeepAlive = JsonInput.Text(property.Value) },
                _ => throw EngineErrors.XContentParse($"[pit] unknown field [{property.Name}]"),
            };
        }

        return request.PointInTime is null ? throw EngineErrors.IllegalArgument("Required [id]") : request;
    }

    private static EngineException Unknown(JsonProperty property) => Lacking.Contains(property.Name)
        ? EngineErrors.Unsupported($"[{property.Name}] in a search")
        : EngineErrors.Parsing($"Unknown key for a {Token(property.Value)} in [{property.Name}].");

    private static string Token(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "START_OBJECT",
        JsonValueKind.Array => "START_ARRAY",
        JsonValueKind.String => "VALUE_STRING",
        JsonValueKind.Number => "VALUE_NUMBER",
        JsonValueKind.Null => "VALUE_NULL",
        _ => "VALUE_BOOLEAN",
    };
}
