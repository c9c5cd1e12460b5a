using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_search</c> and <c>_count</c>.</summary>
internal sealed class SearchRoutes(IndexCatalog catalog, SearchExecutor executor, SearchContexts contexts, TimeProvider time)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET,POST", "/_search", Search, SearchParameters.Names),
        new("GET,POST", "/{index}/_search", Search, SearchParameters.Names),
        new("GET,POST", "/_count", Count, [.. SearchParameters.Names, "min_score"]),
        new("GET,POST", "/{index}/_count", Count, [.. SearchParameters.Names, "min_score"]),
    ];

    /// <summary>Answers one search.</summary>
    public RestResponse Search(RestRequest request)
    {
        var search = SearchParameters.Read(request);
        return request.Text("scroll") is { } keepAlive ? StartScroll(request, search, TimeValues.Parse(keepAlive, "scroll"))
            : search.PointInTime is { } pit ? SearchPointInTime(request, search, pit)
            : SearchNow(request, search);
    }

    private RestResponse SearchNow(RestRequest request, SearchRequest search)
    {
        var snapshots = Acquire(request);
        try
        {
            return Answer(request, search, snapshots, pointInTime: null);
        }
        finally
        {
            foreach (var snapshot in snapshots)
            {
                snapshot.Dispose();
            }
        }
    }

    private RestResponse SearchPointInTime(RestRequest request, SearchRequest search, string id)
    {
        if (request.Path.ContainsKey("index"))
        {
            throw EngineErrors.Validation("[indices] cannot be used with point in time. Do not specify any index with point in time.");
        }

        var keepAlive = search.PointInTimeKeepAlive is { } text ? TimeValues.Parse(text, "keep_alive") : (TimeSpan?)null;
        using var lease = contexts.Find(id, keepAlive);
        return Answer(request, search, lease.Snapshots, id);
    }

    private RestResponse StartScroll(RestRequest request, SearchRequest search, TimeSpan keepAlive)
    {
        if (search.From > 0 || search.SearchAfter is not null || search.Size == 0)
        {
            throw EngineErrors.Validation("using [from], [search_after] or [size] 0 is not allowed in a scroll context");
        }

        var start = time.GetTimestamp();
        using var lease = contexts.Open(Acquire(request), keepAlive, search);
        return ScrollRoutes.NextPage(executor, lease, new ScrollForm(request.Flag("rest_total_hits_as_int"), time.GetElapsedTime(start)), request.Aborted);
    }

    private RestResponse Answer(RestRequest request, SearchRequest search, IReadOnlyList<Snapshot> snapshots, string? pointInTime)
    {
        var start = time.GetTimestamp();
        var result = executor.Execute(search, snapshots, request.Aborted);
        var form = new SearchResponseForm(request.Flag("rest_total_hits_as_int"), request.Flag("typed_keys"), ScrollId: null, pointInTime);
        return RestResponse.Object(200, json => SearchResponseWriter.Write(json, search, result, time.GetElapsedTime(start), form));
    }

    private RestResponse Count(RestRequest request)
    {
        var search = new SearchRequest { Size = 0, TrackTotalUpTo = SearchRequest.TrackAll };
        if (!request.Body.IsEmpty)
        {
            using var body = request.ParseBody();
            if (body.RootElement
                .EnumerateObject()
                .FirstOrDefault(p => p.Name != "query") is { Value.ValueKind: not System.Text.Json.JsonValueKind.Undefined } other)
            {
                throw EngineErrors.Parsing($"request does not support [{other.Name}]");
            }

            search = search with { Query = SearchBodyReader.Read(body.RootElement).Query };
        }

        search = search with { Query = SearchParameters.ReadQuery(request) ?? search.Query };
        var snapshots = Acquire(request);
        try
        {
            var result = executor.Execute(search, snapshots, request.Aborted);
            return RestResponse.Object(200, json =>
            {
                json.WriteNumber("count", result.Total);
                Shards.Write(json, snapshots.Count, withSkipped: true);
            });
        }
        finally
        {
            foreach (var snapshot in snapshots)
            {
                snapshot.Dispose();
            }
        }
    }

    private List<Snapshot> Acquire(RestRequest request) =>
        [.. catalog.Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request)).Select(index => index.Acquire())];
}
