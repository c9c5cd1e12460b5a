using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Queries;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary>The query parameters of a search. What the URL says wins over the body, as in the engines.</summary>
internal static class SearchParameters
{
    public static readonly string[] Names =
    [
        .. Expressions.Parameters, "q", "df", "default_operator", "lenient", "analyzer", "analyze_wildcard", "from", "size", "sort", "track_total_hits",
        "track_scores",
        "_source", "_source_includes", "_source_excludes", "stored_fields", "docvalue_fields", "version", "seq_no_primary_term", "rest_total_hits_as_int",
        "typed_keys",
        "preference", "request_cache", "allow_partial_search_results", "batched_reduce_size", "ccs_minimize_roundtrips", "max_concurrent_shard_requests",
        "pre_filter_shard_size", "search_type", "timeout", "explain", "scroll",
    ];

    /// <summary>The search of a request.</summary>
    public static SearchRequest Read(RestRequest request)
    {
        using var body = request.Body.IsEmpty ? null : request.ParseBody();
        var search = body is null ? new SearchRequest() : SearchBodyReader.Read(body.RootElement);
        if (request.Text("search_type") is not (null or "query_then_fetch"))
        {
            throw EngineErrors.Unsupported($"the search type [{request.Text("search_type")}]");
        }

        if (request.Flag("explain"))
        {
            throw EngineErrors.Unsupported("[explain] in a search");
        }

        search = Show(request, Find(request, search));
        SearchBodyReader.Check(search);
        return search;
    }

    /// <summary>The query of <c>q=</c>, or null.</summary>
    public static QueryClause? ReadQuery(RestRequest request)
    {
        if (request.Text("q") is not { } text)
        {
            return null;
        }

        var options = new TextMatch("")
        {
            RequiresAll = "AND".Equals(request.Text("default_operator"), StringComparison.OrdinalIgnoreCase),
            IsLenient = request.Flag("lenient"),
            Analyzer = request.Text("analyzer"),
        };
        return new QueryStringClause(text, FieldBoosts.Read(request.Text("df") is { } field ? [field] : []), options);
    }

    private static SearchRequest Find(RestRequest request, SearchRequest search)
    {
        if (ReadQuery(request) is { } query)
        {
            search = search with { Query = query };
        }

        if (request.Text("sort") is { } sort)
        {
            search = search with { Sort = SortReader.Read(sort) };
        }

        if (request.Text("track_total_hits") is { } total)
        {
            search = search with { TrackTotalUpTo = SearchBodyReader.ReadTrackTotal(total) };
        }

        return search with
        {
            From = SearchBodyReader.NotNegative("from", (int)(request.Integer("from") ?? search.From)),
            Size = SearchBodyReader.NotNegative("size", (int)(request.Integer("size") ?? search.Size)),
            TracksScores = request.Flag("track_scores", search.TracksScores),
        };
    }

    private static SearchRequest Show(RestRequest request, SearchRequest search)
    {
        var fetch = search.Fetch;
        if (request.Text("stored_fields") is { } stored)
        {
            fetch = SearchBodyReader.ReadStored(fetch, stored.Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        if (request.Text("docvalue_fields") is { } docValues)
        {
            fetch = fetch with { DocValueFields = [.. fetch.DocValueFields, .. docValues.Split(',').Select(field => new FieldPattern(field, null))] };
        }

        return search with
        {
            Fetch = fetch with
            {
                Source = SourceFilter.Read(request.Text("_source"), request.Text("_source_includes"), request.Text("_source_excludes")) ?? fetch.Source,
                Version = request.Flag("version", fetch.Version),
                SequenceNumber = request.Flag("seq_no_primary_term", fetch.SequenceNumber),
            },
        };
    }
}
