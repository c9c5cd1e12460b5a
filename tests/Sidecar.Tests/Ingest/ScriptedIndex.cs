using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Model.Encoding;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.Ingest;

/// <summary>A sidecar in front of an engine with one index, whose mapping calls are answered and counted and whose writes are kept.</summary>
internal sealed class ScriptedIndex : IAsyncDisposable
{
    public const int Dimensions = 16;

    public static readonly string Unmapped = """{"products":{"settings":{"index":{"uuid":"u"}}}}""";
    public static readonly string Mapped = Mapping(Dimensions);
    private readonly SidecarFixture _sidecar;

    private ScriptedIndex(SidecarFixture sidecar)
    {
        _sidecar = sidecar;
        sidecar.Upstream.Answer = AnswerAsync;
    }

    public SidecarFixture Sidecar => _sidecar;

    /// <summary>What <c>GET /{index}</c> answers; a missing index while it is <see langword="null"/>.</summary>
    public string? State { get; set; } = Mapped;

    public int LookStatus { get; set; } = 200;

    public int MapStatus { get; set; } = 200;

    public int LimitStatus { get; set; } = 200;

    /// <summary>What the settings were set to.</summary>
    public ConcurrentQueue<string> Limits { get; } = new();

    /// <summary>What the index is after an update of a document that is not there.</summary>
    public string? StateAfterProbe { get; set; }

    /// <summary>What <c>_mget</c> answers.</summary>
    public string Stored { get; set; } = """{"docs":[{"found":false}]}""";

    /// <summary>What <c>_mget</c> was asked.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>The body of the last change of the mapping.</summary>
    public string LastMapping { get; private set; } = "";

    /// <summary>Our own calls, as "GET", "LIMIT", "PUT", "POST" and "MGET".</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The last write's body.</summary>
    public string Written { get; private set; } = "";

    public Dictionary<string, string> WrittenHeaders { get; private set; } = [];

    public static async Task<ScriptedIndex> StartAsync(IDocumentEncoder? encoder = null, Func<SidecarSettings, SidecarSettings>? change = null) =>
        new(await SidecarFixture.StartAsync(settings =>
        {
            // The clock stands still, so that what is looked at again does not depend on the machine.
            settings = settings with
            {
                Model = SidecarFixture.Model(new HashEncoder(Dimensions), encoder ?? new HashEncoder(Dimensions)), TimeProvider = new FakeTimeProvider(),
            };
            return change?.Invoke(settings) ?? settings;
        }));

    public static string Mapping(int dimensions) =>
        """{"products":{"settings":{"index":{"uuid":"u"}},"mappings":{"properties":{""" + Properties(dimensions) + "}}}}";

    public static string Properties(int dimensions) => EmbeddingMapping.Properties(EngineFamily.Elasticsearch, new("twinbert"), dimensions);

    public Task<HttpResponseMessage> BulkAsync(string body, string target = "/products/_bulk") => SendAsync("POST", target, body, "application/x-ndjson");

    public async Task<HttpResponseMessage> SendAsync(
        string method,
        string target,
        string body,
        string contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await _sidecar.SendAsync(method, target, content, headers);
    }

    public ValueTask DisposeAsync() => _sidecar.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var body = Encoding.UTF8.GetString(await SeenRequest.ReadAsync(context));
        if (body.Contains("__twinbert_probe__", StringComparison.Ordinal))
        {
            Calls.Enqueue("POST");
            State = StateAfterProbe;
            await ScriptedUpstream.Json("""{"errors":true}""")(context);
        }
        else if (target == "/_mget")
        {
            Calls.Enqueue("MGET");
            Asked = body;
            await ScriptedUpstream.Json(Stored)(context);
        }
        else if (body.Contains("total_fields", StringComparison.Ordinal))
        {
            Calls.Enqueue("LIMIT");
            Limits.Enqueue(body);
            await ScriptedUpstream.Json("{}", LimitStatus)(context);
        }
        else if (target.EndsWith("/_mapping", StringComparison.Ordinal) || target.EndsWith("/_mapping?write_index_only=true", StringComparison.Ordinal))
        {
            Calls.Enqueue("PUT");
            LastMapping = body;
            await ScriptedUpstream.Json("{}", MapStatus)(context);
        }
        else if (context.Request.Method == "GET")
        {
            Calls.Enqueue("GET");
            await ScriptedUpstream.Json(State ?? "{}", State is null ? 404 : LookStatus)(context);
        }
        else
        {
            Written = body;
            WrittenHeaders = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            await ScriptedUpstream.Json("""{"took":1,"errors":false,"items":[]}""")(context);
        }
    }
}
