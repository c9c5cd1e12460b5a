namespace TwinBert.TestKit.Engines;

/// <summary>How a real engine is started as a container.</summary>
internal sealed record EngineImage(string Image, IReadOnlyDictionary<string, string> Settings)
{
    public static EngineImage Of(EngineKind kind) => kind switch
    {
        EngineKind.Elasticsearch8 => Elasticsearch("8.19.8"),
        EngineKind.Elasticsearch9 => Elasticsearch("9.4.3"),
        _ => new("opensearchproject/opensearch:2.19.1", new Dictionary<string, string>
        {
            ["discovery.type"] = "single-node",
            ["plugins.security.disabled"] = "true",
            ["OPENSEARCH_JAVA_OPTS"] = "-Xms512m -Xmx512m",
            ["cluster.routing.allocation.disk.threshold_enabled"] = "false",
            ["path.repo"] = "/tmp",
        }),
    };

    /// <summary>An Elasticsearch with security, with a licence under which it hides fields.</summary>
    public static EngineImage Secured(string password)
    {
        var open = Elasticsearch("8.19.8");
        return open with
        {
            Settings = new Dictionary<string, string>(open.Settings)
            {
                ["xpack.security.enabled"] = "true",
                ["xpack.security.http.ssl.enabled"] = "false",
                ["xpack.security.transport.ssl.enabled"] = "false",
                ["xpack.license.self_generated.type"] = "trial",
                ["ELASTIC_PASSWORD"] = password,
            },
        };
    }

    private static EngineImage Elasticsearch(string version) => new($"docker.elastic.co/elasticsearch/elasticsearch:{version}", new Dictionary<string, string>
    {
        ["discovery.type"] = "single-node",
        ["xpack.security.enabled"] = "false",
        ["ES_JAVA_OPTS"] = "-Xms512m -Xmx512m",
        ["cluster.routing.allocation.disk.threshold_enabled"] = "false",
        ["path.repo"] = "/tmp",
    });
}
