namespace TwinBert.Configuration;

/// <summary>Everything that <c>twinbert.json</c> says. The names are a contract: scripts rely on them.</summary>
public sealed record TwinBertOptions
{
    /// <summary>The <see cref="PublishAddress"/> that stands for what the client itself used.</summary>
    public const string AddressOfRequest = "auto";

    /// <summary>The most that <see cref="ShutdownDelay"/> may be.</summary>
    public static readonly TimeSpan LongestShutdownDelay = TimeSpan.FromMinutes(10);

    /// <summary>The most that <see cref="DrainTimeout"/> may be.</summary>
    public static readonly TimeSpan LongestDrainTimeout = TimeSpan.FromHours(1);

    /// <summary>Where the sidecar listens: an <c>http://</c> or <c>https://</c> URL with a port; port 0 takes any free one.</summary>
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
    /// <value><c>models/twinbert-en-base</c></value>
    public string Model { get; init; } = "models/twinbert-en-base";

    /// <summary>Limits of the sidecar's own work.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>What the sidecar does on its own account.</summary>
    public UpkeepOptions Upkeep { get; init; } = new();

    /// <summary>The certificate that the sidecar shows, and which clients it wants to see one of.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Who may look at the sidecar, and switch it.</summary>
    public AdminOptions Admin { get; init; } = new();

    /// <summary>What a serving sidecar writes to standard error.</summary>
    public LogOptions Logs { get; init; } = new();

    /// <summary>
    /// How long a sidecar that is told to stop goes on as ever, but for <c>health/ready</c>, which says that it is not: until whoever sends requests to it has
    /// seen that. 0 to 10 minutes.
    /// </summary>
    /// <value>0</value>
    public TimeSpan ShutdownDelay { get; init; } = TimeSpan.Zero;

    /// <summary>How long the requests in flight then have to end; what is left is cut off, and counted in the log. 0 to an hour.</summary>
    /// <value>20 seconds</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The embedding service.</summary>
    public EmbeddingServiceOptions EmbeddingService { get; init; } = new();

    /// <summary>What to rerank and embed: settings by index name or pattern (<c>products*</c>). Everything else is forwarded untouched.</summary>
    public Dictionary<string, IndexOptions> Indices { get; init; } = [];

    /// <summary>The folders of the model packages that indices name, for now or for later, each once.</summary>
    public IReadOnlyCollection<string> ModelsOfIndices() =>
        [.. Indices.Values.SelectMany(index => new[] { index.Model, index.Next?.Model }).OfType<string>().Distinct(StringComparer.Ordinal)];
}
