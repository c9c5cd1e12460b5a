using TwinBert.DevNode.Documents;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_bulk</c>.</summary>
internal sealed class BulkRoutes(BulkExecutor bulk, TimeProvider time)
{
    private static readonly string[] Parameters = ["refresh", "timeout", "wait_for_active_shards", "require_alias"];

    public IEnumerable<Route> Routes =>
    [
        new("POST,PUT", "/_bulk", Bulk, Parameters),
        new("POST,PUT", "/{index}/_bulk", Bulk, Parameters),
    ];

    private RestResponse Bulk(RestRequest request)
    {
        var start = time.GetTimestamp();
        var policy = RefreshPolicyReader.Read(request.Text("refresh"));
        var touched = new HashSet<EmbeddedIndex>();
        var items = bulk.Execute(BulkReader.Read(request.Body), request.Path.GetValueOrDefault("index"), request.Flag("require_alias"), touched);
        if (policy != RefreshPolicy.None)
        {
            foreach (var index in touched)
            {
                index.Refresh();
            }
        }

        return RestResponse.Object(200, json =>
        {
            json.WriteBoolean("errors", items.Any(i => i.Error is not null));
            json.WriteNumber("took", (long)time.GetElapsedTime(start).TotalMilliseconds);
            json.WriteStartArray("items");
            foreach (var item in items)
            {
                item.Write(json, policy == RefreshPolicy.Immediate);
            }

            json.WriteEndArray();
        });
    }
}
