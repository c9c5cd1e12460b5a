using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary>How a page of a scroll is answered.</summary>
internal sealed record ScrollForm(bool TotalAsNumber, TimeSpan Took);

/// <summary>Points in time and scrolls.</summary>
internal sealed class ScrollRoutes(Indices.IndexCatalog catalog, SearchExecutor executor, SearchContexts contexts, TimeProvider time)
{
    private static readonly TimeSpan DefaultScroll = TimeSpan.FromMinutes(5);

    public IEnumerable<Route> Routes =>
    [
        new(
            "POST",
            "/{index}/_pit",
            OpenPointInTime,
            [.. Expressions.Parameters, "keep_alive", "preference", "allow_partial_search_results", "max_concurrent_shard_requests"]),
        new("DELETE", "/_pit", ClosePointInTime),
        new("GET,POST", "/_search/scroll", Scroll, "scroll", "scroll_id", "rest_total_hits_as_int"),
        new("DELETE", "/_search/scroll", ClearScroll),
        new("DELETE", "/_search/scroll/{id}", ClearScroll),
    ];

    /// <summary>Answers the next page of a scroll.</summary>
    public static RestResponse NextPage(SearchExecutor executor, SearchLease lease, ScrollForm form, CancellationToken cancellationToken)
    {
        var context = lease.Context;
        var search = context.Scroll ?? throw EngineErrors.IllegalArgument("a point in time cannot be scrolled");
        lock (context)
        {
            // All hits are found once; pages are cut from them. Bounded by the number of documents.
            var all = context.Result ??= executor.Execute(search with { Size = int.MaxValue, IsScroll = true }, lease.Snapshots, cancellationToken);
            var page = all with { Hits = [.. all.Hits.Skip(context.Given).Take(search.Size)] };
            context.Given += page.Hits.Count;
            return RestResponse.Object(200, json =>
                SearchResponseWriter.Write(
                    json,
                    search,
                    page,
                    form.Took,
                    new SearchResponseForm(form.TotalAsNumber, TypedKeys: false, context.Id, PointInTime: null)));
        }
    }

    private RestResponse OpenPointInTime(RestRequest request)
    {
        var keepAlive = TimeValues.Parse(
            request.Text("keep_alive") ?? throw EngineErrors.Validation("[keep_alive] is not specified"), "keep_alive");
        var snapshots = catalog.Resolve(request.Path["index"], Expressions.Options(request)).Select(index => index.Acquire()).ToList();
        using var lease = contexts.Open(snapshots, keepAlive, scroll: null);
        return RestResponse.Object(200, json =>
        {
            json.WriteString("id", lease.Context.Id);
            Shards.Write(json, snapshots.Count, withSkipped: true);
        });
    }

    private RestResponse ClosePointInTime(RestRequest request)
    {
        using var body = request.ParseBody();
        var id = body.RootElement.TryGetProperty("id", out var named) ? JsonInput.Text(named) : throw EngineErrors.IllegalArgument("Required [id]");
        return Closed(contexts.Close(id) ? 1 : 0);
    }

    private RestResponse Scroll(RestRequest request)
    {
        string? id = request.Text("scroll_id"), keepAlive = request.Text("scroll");
        if (!request.Body.IsEmpty)
        {
            using var body = request.ParseBody();
            foreach (var property in body.RootElement.EnumerateObject())
            {
                (id, keepAlive) = property.Name switch
                {
                    "scroll_id" => (JsonInput.Text(property.Value), keepAlive),
                    "scroll" => (id, JsonInput.Text(property.Value)),
                    _ => throw EngineErrors.IllegalArgument($"Unknown parameter [{property.Name}] in request body or parameter is of the wrong type"),
                };
            }
        }

        var start = time.GetTimestamp();
        using var lease = contexts.Find(
            id ?? throw EngineErrors.Validation("scrollId is missing"),
            keepAlive is null ? DefaultScroll : TimeValues.Parse(keepAlive, "scroll"));
        return NextPage(executor, lease, new ScrollForm(request.Flag("rest_total_hits_as_int"), time.GetElapsedTime(start)), request.Aborted);
    }

    private RestResponse ClearScroll(RestRequest request)
    {
        IReadOnlyList<string> ids = request.Path.TryGetValue("id", out var inPath) ? inPath.Split(',') : [];
        if (!request.Body.IsEmpty)
        {
            using var body = request.ParseBody();
            ids = QueryJson.Strings(body.RootElement.GetProperty("scroll_id"));
        }

        return Closed(ids is ["_all"] ? contexts.CloseScrolls() : ids.Count(contexts.Close));
    }

    private static RestResponse Closed(int count) => RestResponse.Object(count > 0 ? 200 : 404, json =>
    {
        json.WriteBoolean("succeeded", count > 0);
        json.WriteNumber("num_freed", count);
    });
}
