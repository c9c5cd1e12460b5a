using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Jobs;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>An index of one test on a real engine, deleted with it; and what a test does to it directly, past all code under test.</summary>
internal sealed class EngineIndex : IAsyncDisposable
{
    private static int _next;

    private readonly HttpClient _http;

    private EngineIndex(Uri url, ClusterIdentity identity)
    {
        Url = url;
        Identity = identity;
        Calls = new TransportClusterCalls(new(url));
        _http = new HttpClient { BaseAddress = url };
        Name = string.Create(CultureInfo.InvariantCulture, $"backfill-{Environment.ProcessId}-{Interlocked.Increment(ref _next)}");
    }

    public Uri Url { get; }

    public string Name { get; }

    public ClusterIdentity Identity { get; }

    public TransportClusterCalls Calls { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes an index with these settings and mappings; with null only a name.</summary>
    public static async Task<EngineIndex> CreateAsync(RealEngines engines, EngineKind kind, string? body = """{"settings":{"number_of_shards":2}}""")
    {
        var url = await engines.GetAsync(kind);
        using var calls = new TransportClusterCalls(new(url));
        var (identity, answer) = await ClusterIdentity.AskAsync(calls, Cancel);
        Assert.True(identity is not null, answer.Failure);
        var index = new EngineIndex(url, identity);
        if (body is not null)
        {
            await index.SendAsync(HttpMethod.Put, "", body);
        }

        return index;
    }

    /// <summary>Sends to a path below the index, or to an absolute one; asserts success.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/{Name}{(path.Length == 0 ? "" : "/" + path)}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new(type);
        }

        using var response = await _http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return text;
    }

    /// <summary>Sends; skips the test where the engine refuses.</summary>
    public async Task SendOrSkipAsync(HttpMethod method, string path, string body, string reason)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new("application/json");
        using var response = await _http.SendAsync(request, Cancel);
        Assert.SkipUnless(response.IsSuccessStatusCode, reason);
    }

    /// <summary>Writes documents "0", "1", … with the given sources.</summary>
    public async Task LoadAsync(IEnumerable<string> sources)
    {
        var lines = sources.Select((source, i) => string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{{\"_id\":\"{i}\"}}}}\n{source}\n"));
        var answer = await SendAsync(HttpMethod.Post, "_bulk?refresh=true", string.Concat(lines), ClusterCall.Ndjson);
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
    }

    public Task<string> PutAsync(string id, string source, string query = "") => SendAsync(HttpMethod.Put, $"_doc/{id}?refresh=true{query}", source);

    /// <summary>The stored source, byte for byte.</summary>
    public async Task<string> SourceAsync(string id, string query = "")
    {
        var whole = Identity.Dialect.LeavesVectorsOut ? "&_source_exclude_vectors=false" : "";
        var answer = await SendAsync(
            HttpMethod.Get,
            $"_doc/{id}?x=1{query}{whole}".Replace("x=1&", "", StringComparison.Ordinal).Replace("?x=1", "", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("_source").GetRawText();
    }

    public async Task<string> GetAsync(string path) => await SendAsync(HttpMethod.Get, path);

    public async Task<long> CountAsync(string query = """{"match_all":{}}""")
    {
        await SendAsync(HttpMethod.Post, "_refresh");
        using var json = JsonDocument.Parse(await SendAsync(HttpMethod.Post, "_count", $$"""{"query":{{query}}}"""));
        return json.RootElement.GetProperty("count").GetInt64();
    }

    public Task<long> EmbeddedAsync(string model) => CountAsync($$$"""{"term":{"twinbert.model":"{{{model}}}"}}""");

    /// <summary>Removes what a test made besides the index, where the engine can: distributions without data streams' own API keep the stream.</summary>
    public async Task RemoveAsync(string path)
    {
        using var response = await _http.DeleteAsync(new Uri(path, UriKind.Relative), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        using var response = await _http.DeleteAsync(new Uri($"/{Name}", UriKind.Relative), CancellationToken.None);

        // The state of backfills of this index, and of those whose names a test has made of its name.
        object[] names = [new { term = new { index = Name } }, new { prefix = new { index = Name + "-" } }];
        var jobs = JsonSerializer.Serialize(new { query = new { @bool = new { should = names } } });
        using var body = new StringContent(jobs, Encoding.UTF8, "application/json");
        var removal = new Uri($"/{JobsIndex.Name}/_delete_by_query?refresh=true&conflicts=proceed&ignore_unavailable=true", UriKind.Relative);
        using var refreshed = await _http.PostAsync(
            new Uri($"/{JobsIndex.Name}/_refresh?ignore_unavailable=true", UriKind.Relative), null, CancellationToken.None);
        using var removed = await _http.PostAsync(removal, body, CancellationToken.None);
        _http.Dispose();
        Calls.Dispose();
    }
}
