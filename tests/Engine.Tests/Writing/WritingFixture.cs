using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>
/// A real engine and a sidecar in front of it. Every index whose name begins with the fixture's prefix is configured, and removed at the end.
/// </summary>
internal sealed class WritingFixture : IAsyncDisposable
{
    private readonly SidecarHost _sidecar;
    private readonly List<string> _clean = [];

    private WritingFixture(Uri engine, SidecarHost sidecar, string prefix)
    {
        _sidecar = sidecar;
        Prefix = prefix;
        Direct = new HttpClient { BaseAddress = engine };
        Through = new HttpClient { BaseAddress = sidecar.Url };
    }

    public string Prefix { get; }

    public HttpClient Direct { get; }

    public HttpClient Through { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WritingFixture> StartAsync(RealEngines engines, EngineKind kind, params string[] textFields) =>
        await StartAsync(await engines.GetAsync(kind), textFields);

    public static async Task<WritingFixture> StartAsync(Uri engine, params string[] textFields)
    {
        var prefix = "writing-" + Guid.NewGuid().ToString("n")[..10];
        var settings = HashingSidecar.Settings(engine, new() { [prefix + "*"] = new() { TextFields = textFields.Length == 0 ? ["title"] : textFields } });
        return await StartAsync(engine, prefix, settings);
    }

    /// <summary>Starts one with a sidecar of its own.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="prefix">What its indices begin with.</param>
    /// <param name="settings">The sidecar's.</param>
    public static async Task<WritingFixture> StartAsync(Uri engine, string prefix, SidecarSettings settings) =>
        new(engine, await SidecarHost.StartAsync(settings, Cancellation), prefix);

    /// <summary>Removes something of the engine's at the end, such as a template.</summary>
    public void CleanUp(string target) => _clean.Add(target);

    public static async Task<(int Status, string Body)> SendAsync(HttpClient client, string method, string target, string? body = null)
    {
        var type = target.Contains("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = body is null
            ? null
            : new StringContent(body, Encoding.UTF8, type) };
        using var response = await client.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Sends something to the engine that has to succeed.</summary>
    public async Task<JsonNode> AskAsync(string method, string target, string? body = null)
    {
        var (status, answer) = await SendAsync(Direct, method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>The stored source of a document, to the byte, as the engine keeps it.</summary>
    public async Task<string> SourceAsync(string index, string id)
    {
        await AskAsync("POST", $"/{index}/_refresh");
        var (_, body) = await SendAsync(Direct, "POST", $"/{index}/_search", $$"""{"query":{"ids":{"values":["{{id}}"]} }{{await KeepVectorsAsync()}}}""");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("hits").GetProperty("hits")[0].GetProperty("_source").GetRawText();
    }

    /// <summary>The number of documents that the engine finds an embedding of this model for.</summary>
    public async Task<int> EmbeddedAsync(string index)
    {
        await AskAsync("POST", $"/{index}/_refresh");
        var answer = await AskAsync("POST", $"/{index}/_count", $$"""{"query":{"term":{"twinbert.model":"{{HashEncoder.TestFingerprint}}"} } }""");
        return answer["count"]!.GetValue<int>();
    }

    public async ValueTask DisposeAsync()
    {
        // Elasticsearch deletes by name only, not by pattern.
        var (_, names) = await SendAsync(Direct, "GET", $"/_cat/indices/{Prefix}*?h=index");
        var indices = names
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var target in indices.Select(name => "/" + name).Append($"/_data_stream/{Prefix}").Concat(_clean))
        {
            using var response = await Direct.DeleteAsync(target, CancellationToken.None);
        }

        Direct.Dispose();
        Through.Dispose();
        await _sidecar.DisposeAsync();
    }

    // From 9.2 on, an engine leaves vectors out of _source, and writes it anew, unless it is asked not to.
    private async Task<string> KeepVectorsAsync()
    {
        var version = (await AskAsync("GET", "/"))["version"]!;
        return version["distribution"] is null && version["number"]!.GetValue<string>().StartsWith('9') ? ""","_source":{"exclude_vectors":false}""" : "";
    }
}
