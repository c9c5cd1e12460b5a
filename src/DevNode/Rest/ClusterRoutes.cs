using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary>What clients ask about the cluster: its name and version, health, settings, nodes.</summary>
internal sealed class ClusterRoutes(IndexCatalog catalog, NodeIdentity identity)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/", Root),
        new(
            "GET",
            "/_cluster/health",
            Health,
            "wait_for_status",
            "timeout",
            "level",
            "local",
            "master_timeout",
            "wait_for_no_initializing_shards",
            "wait_for_no_relocating_shards",
            "wait_for_active_shards"),
        new(
            "GET",
            "/_cluster/health/{index}",
            Health,
            "wait_for_status",
            "timeout",
            "level",
            "local",
            "master_timeout",
            "wait_for_no_initializing_shards",
            "wait_for_no_relocating_shards",
            "wait_for_active_shards"),
        new("GET", "/_cluster/settings", Settings, "include_defaults", "flat_settings", "master_timeout", "timeout"),
        new("GET", "/_nodes", Nodes, "timeout"),
        new("GET", "/_nodes/http", Nodes, "timeout"),
        new("GET", "/_nodes/{node}/http", Nodes, "timeout"),
        new("GET", "/_license", License),
    ];

    private RestResponse Root(RestRequest request) => RestResponse.Object(200, json =>
    {
        json.WriteString("name", NodeIdentity.Name);
        json.WriteString("cluster_name", NodeIdentity.Name);
        json.WriteString("cluster_uuid", identity.ClusterUuid);
        json.WriteStartObject("version");
        json.WriteString("number", NodeIdentity.Version);
        json.WriteString("build_flavor", "default");
        json.WriteString("build_type", "embedded");
        json.WriteString("build_hash", "unknown");
        json.WriteString("build_date", "2025-01-01T00:00:00.000Z");
        json.WriteBoolean("build_snapshot", false);
        json.WriteString("lucene_version", "4.8.0");
        json.WriteString("minimum_wire_compatibility_version", "7.17.0");
        json.WriteString("minimum_index_compatibility_version", "7.0.0");
        json.WriteEndObject();
        json.WriteString("tagline", NodeIdentity.Banner);
    });

    private RestResponse Health(RestRequest request)
    {
        var indices = catalog.Resolve(request.Path.GetValueOrDefault("index"), new ResolveOptions());
        return RestResponse.Object(200, json =>
        {
            json.WriteString("cluster_name", NodeIdentity.Name);
            json.WriteString("status", "green");
            json.WriteBoolean("timed_out", false);
            json.WriteNumber("number_of_nodes", 1);
            json.WriteNumber("number_of_data_nodes", 1);
            json.WriteNumber("active_primary_shards", indices.Count);
            json.WriteNumber("active_shards", indices.Count);
            foreach (var none in new[]
            {
                "relocating_shards", "initializing_shards", "unassigned_shards", "unassigned_primary_shards", "delayed_unassigned_shards",
                "number_of_pending_tasks", "number_of_in_flight_fetch", "task_max_waiting_in_queue_millis",
            })
            {
                json.WriteNumber(none, 0);
            }

            json.WriteNumber("active_shards_percent_as_number", 100.0);
        });
    }

    private RestResponse Settings(RestRequest request) => RestResponse.Object(200, json =>
    {
        json.WriteStartObject("persistent");
        json.WriteEndObject();
        json.WriteStartObject("transient");
        json.WriteEndObject();
        if (!request.Flag("include_defaults"))
        {
            return;
        }

        json.WriteStartObject("defaults");
        if (request.Flag("flat_settings"))
        {
            json.WriteString("action.auto_create_index", "true");
            json.WriteString("action.destructive_requires_name", "true");
        }
        else
        {
            json.WriteStartObject("action");
            json.WriteString("auto_create_index", "true");
            json.WriteString("destructive_requires_name", "true");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private RestResponse Nodes(RestRequest request) => RestResponse.Object(200, json =>
    {
        json.WriteStartObject("_nodes");
        json.WriteNumber("total", 1);
        json.WriteNumber("successful", 1);
        json.WriteNumber("failed", 0);
        json.WriteEndObject();
        json.WriteString("cluster_name", NodeIdentity.Name);
        json.WriteStartObject("nodes");
        json.WriteStartObject(identity.NodeId);
        json.WriteString("name", NodeIdentity.Name);
        json.WriteString("host", "127.0.0.1");
        json.WriteString("ip", "127.0.0.1");
        json.WriteString("version", NodeIdentity.Version);
        json.WriteStartArray("roles");
        foreach (var role in new[] { "data", "ingest", "master" })
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
        json.WriteStartObject("http");
        json.WriteStartArray("bound_address");
        json.WriteStringValue(identity.Address());
        json.WriteEndArray();
        json.WriteString("publish_address", identity.Address());
        json.WriteNumber("max_content_length_in_bytes", RestEndpoint.MaxBodyBytes);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private RestResponse License(RestRequest request) => RestResponse.Object(200, json =>
    {
        json.WriteStartObject("license");
        json.WriteString("status", "active");
        json.WriteString("uid", identity.ClusterUuid);
        json.WriteString("type", "basic");
        json.WriteEndObject();
    });
}
