using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using TwinBert.Inference.Caching;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>
/// An Elasticsearch with security, an index whose documents have a title and a secret, and vectors made of both; and a sidecar before it. Roles and users are
/// of one fixture, and may search that index only: none may ask which engine it is.
/// </summary>
internal sealed class SecuredFixture : IAsyncDisposable
{
    public const int Count = 20;
    private const int Dimensions = 64;
    private readonly HttpClient _engine;
    private readonly SidecarHost _sidecar;
    private readonly HttpClient _through;

    private SecuredFixture(Uri engine, SidecarHost sidecar, string index, KeptLog log, QueryCache cache)
    {
        (Log, Cache) = (log, cache);
        _engine = new() { BaseAddress = engine };
        _sidecar = sidecar;
        _through = new() { BaseAddress = sidecar.Url };
        Index = index;
    }

    public string Index { get; }

    /// <summary>The sidecar's log, as much as it says by itself.</summary>
    public KeptLog Log { get; }

    /// <summary>The queries that everybody's searches share the embeddings of.</summary>
    public QueryCache Cache { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="time">The sidecar's clock; <see langword="null"/> for the system's.</param>
    /// <param name="exportsTelemetry">Whether the sidecar gives its metrics out.</param>
    public static async Task<SecuredFixture> StartAsync(RealEngines engines, TimeProvider? time = null, bool exportsTelemetry = false)
    {
        var engine = await engines.GetSecuredAsync();
        var index = "secured-" + Guid.NewGuid().ToString("n")[..10];
        var settings = HashingSidecar.Settings(
            engine,
            new() { [index] = new() { TextFields = ["title", "secret"], Window = Count }, [index + "-*"] = new() { TextFields = ["title"] } },
            dimensions: Dimensions);
        var (log, cache) = (new KeptLog(), new QueryCache(1_000));
        var sidecar = await SidecarHost.StartAsync(
            settings with
            {
                TimeProvider = time ?? settings.TimeProvider,
                ExportsTelemetry = exportsTelemetry,
                Logging = logging => logging.AddProvider(log),
                Model = settings.Model with { QueryCache = cache },
            },
            Cancellation);
        var fixture = new SecuredFixture(engine, sidecar, index, log, cache);
        await fixture.FillAsync();
        return fixture;
    }

    /// <summary>The hidden word of a document.</summary>
    public static string SecretOf(int id) => string.Create(CultureInfo.InvariantCulture, $"secret{id * 7919 % 1000}");

    /// <summary>The credentials of a new user who may read the index, but for the fields that a role hides.</summary>
    /// <param name="name">A name.</param>
    /// <param name="fieldSecurity">What the role says about fields; empty for nothing.</param>
    public async Task<AuthenticationHeaderValue> CreateUserAsync(string name, string fieldSecurity)
    {
        var user = $"{Index}-{name}";
        await AdministerAsync("PUT", $"/_security/role/{user}", $$$"""{"indices":[{"names":["{{{Index}}}"],"privileges":["read"]{{{fieldSecurity}}}}]}""");
        await AdministerAsync("PUT", $"/_security/user/{user}", $$"""{"password":"{{RealEngines.SecuredPassword}}","roles":["{{user}}"]}""");
        return Basic(user);
    }

    /// <summary>The credentials of a new user who may do some things with indices of a name.</summary>
    /// <param name="name">A name.</param>
    /// <param name="indices">The indices.</param>
    /// <param name="privileges">Privileges, or the engine's own actions.</param>
    public async Task<AuthenticationHeaderValue> CreateWriterAsync(string name, string indices, params string[] privileges)
    {
        var user = $"{Index}-{name}";
        var role = new { cluster = new[] { "monitor" }, indices = new[] { new { names = new[] { indices }, privileges } } };
        await AdministerAsync("PUT", $"/_security/role/{user}", System.Text.Json.JsonSerializer.Serialize(role));
        await AdministerAsync("PUT", $"/_security/user/{user}", $$"""{"password":"{{RealEngines.SecuredPassword}}","roles":["{{user}}"]}""");
        return Basic(user);
    }

    /// <summary>The credentials of a new user who may be another one, and do nothing as himself.</summary>
    /// <param name="name">A name.</param>
    /// <param name="other">The name of the other.</param>
    public async Task<AuthenticationHeaderValue> CreateRunnerAsync(string name, string other)
    {
        var user = $"{Index}-{name}";
        await AdministerAsync("PUT", $"/_security/role/{user}", $$"""{"run_as":["{{Index}}-{{other}}"]}""");
        await AdministerAsync("PUT", $"/_security/user/{user}", $$"""{"password":"{{RealEngines.SecuredPassword}}","roles":["{{user}}"]}""");
        return Basic(user);
    }

    /// <summary>Sends a search of the index to the engine or through the sidecar.</summary>
    /// <param name="through">Whether through the sidecar.</param>
    /// <param name="headers">Who asks, and hints.</param>
    /// <param name="body">The search.</param>
    /// <param name="path">What of the index is asked.</param>
    public async Task<(int Status, string Body)> AskAsync(
        bool through, IReadOnlyDictionary<string, string> headers, string body, string path = "/_search")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Index}{path}") { Content = Json(body) };
        foreach (var (header, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await (through ? _through : _engine).SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Sends a request through the sidecar.</summary>
    public async Task<(int Status, string Body)> SendThroughAsync(AuthenticationHeaderValue? credentials, string method, string target, string body = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = Json(body) };
        request.Headers.Authorization = credentials;
        using var answer = await _through.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>The credentials of a new API key that may read the index.</summary>
    /// <param name="fieldSecurity">What it says about fields; empty for nothing.</param>
    public async Task<AuthenticationHeaderValue> CreateKeyAsync(string fieldSecurity)
    {
        var answer = await AdministerAsync(
            "POST",
            "/_security/api_key",
            $$$$"""{"name":"{{{{Index}}}}","role_descriptors":{"r":{"indices":[{"names":["{{{{Index}}}}"],"privileges":["read"]{{{{fieldSecurity}}}}}]}}}""");
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return new("ApiKey", json.RootElement.GetProperty("encoded").GetString());
    }

    /// <summary>Sends a search through the sidecar.</summary>
    public async Task<(string Body, RerankVerdict Verdict)> SearchAsync(AuthenticationHeaderValue? credentials, string body, string? queryHint = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Index}/_search") { Content = Json(body) };
        request.Headers.Authorization = credentials;
        if (queryHint is not null)
        {
            request.Headers.Add(TwinBertHeaders.Query, queryHint);
        }

        using var answer = await _through.SendAsync(request, Cancellation);
        Assert.True(RerankVerdict.TryParse(answer.Headers.GetValues(TwinBertHeaders.Verdict).Single(), out var verdict));
        return (await answer.Content.ReadAsStringAsync(Cancellation), verdict);
    }

    /// <summary>Sends a search to the engine.</summary>
    public Task<string> DirectAsync(AuthenticationHeaderValue credentials, string body) => SendAsync(credentials, "POST", $"/{Index}/_search", body);

    /// <summary>Sends a request to the engine as its superuser.</summary>
    public Task<string> AdministerAsync(string method, string target, string body) => SendAsync(Basic(RealEngines.SecuredUser), method, target, body);

    public async ValueTask DisposeAsync()
    {
        await AdministerAsync("DELETE", $"/{Index},{Index}-wide?ignore_unavailable=true", "");
        _engine.Dispose();
        _through.Dispose();
        await _sidecar.DisposeAsync();
    }

    private static AuthenticationHeaderValue Basic(string user) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{RealEngines.SecuredPassword}")));

    private static StringContent? Json(string body) => body.Length == 0 ? null : new(body, Encoding.UTF8, "application/json");

    private async Task<string> SendAsync(AuthenticationHeaderValue credentials, string method, string target, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = Json(body) };
        request.Headers.Authorization = credentials;
        using var answer = await _engine.SendAsync(request, Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task FillAsync()
    {
        var mapping = EmbeddingMapping.Properties(EngineFamily.Elasticsearch, new("twinbert"), Dimensions);
        await AdministerAsync(
            "PUT",
            $"/{Index}",
            "{\"settings\":{\"number_of_replicas\":0},\"mappings\":{\"properties\":{\"title\":{\"type\":\"text\"},\"secret\":{\"type\":\"text\"},"
                + mapping + "}}}");
        var encoder = new HashEncoder(Dimensions);
        var bulk = new StringBuilder();
        for (var id = 0; id < Count; id++)
        {
            var vector = StoredVector.Json(EngineFamily.Elasticsearch, encoder.Quantize($"item. {SecretOf(id)}").Values.Span);
            bulk.Append(CultureInfo.InvariantCulture, $$$"""{"index":{"_id":"{{{id}}}"}}""").Append('\n')
                .Append(
                    "{\"title\":\"item\",\"secret\":\"" + SecretOf(id) + "\",\"twinbert\":{\"embedding\":" + vector + ",\"model\":\""
                    + encoder.Fingerprint + "\",\"text_hash\":\"hash" + id + "\"}}").Append('\n');
        }

        Assert.Contains("\"errors\":false", await AdministerAsync("POST", $"/{Index}/_bulk?refresh=true", bulk.ToString()), StringComparison.Ordinal);
    }
}
