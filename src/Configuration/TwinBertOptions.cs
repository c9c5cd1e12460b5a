namespace TwinBert.Configuration;

/// <summary>Everything that <c>twinbert.json</c> says. The names are a contract: scripts rely on them.</summary>
public sealed record TwinBertOptions
{
    /// <summary>The <see cref="PublishAddress"/> that stands for what the client itself used.</summary>
    public const string AddressOfRequest = "auto";

    /// <summary>Where the sidecar listens: an <c>http://</c> URL with a port; port 0 takes any free one.</summary>
    /// <value><c>http://127.0.0.1:9210</c></value>
    public string Listen { get; init; } = "http://127.0.0.1:9210";

    /// <summary>
    /// Where the sidecar takes HTTP/2 without TLS, from clients that begin with it: an <c>http://</c> URL with a port; port 0 takes any free one.
    /// </summary>
    /// <value><see langword="null"/>: nowhere</value>
    public string? ListenHttp2 { get; init; }

    /// <summary>
    /// The address of the sidecar for clients that ask for those of the cluster's nodes: <c>host:port</c>, or <c>auto</c> for the <c>Host</c> of the request.
    /// </summary>
    /// <value><see langword="null"/>: such clients get the nodes' own addresses</value>
    public string? PublishAddress { get; init; }

    /// <summary>The cluster behind the sidecar.</summary>
    public UpstreamOptions Upstream { get; init; } = new();

    /// <summary>The folder of the model package, for every index that names none of its own.</summary>
    /// <value><c>models/twinbert-en-small</c></value>
    public string Model { get; init; } = "models/twinbert-en-small";

    /// <summary>Limits of the sidecar's own work.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>What the sidecar does on its own account.</summary>
    public UpkeepOptions Upkeep { get; init; } = new();

    /// <summary>What to rerank and embed: settings by index name or pattern (<c>products*</c>). Everything else is forwarded untouched.</summary>
    public Dictionary<string, IndexOptions> Indices { get; init; } = [];
}
