using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Engines;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Repair;

/// <summary>A real engine with an index whose embedding object the engine mapped by guessing, and a configuration for it.</summary>
internal sealed class GuessedIndex : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly TinyModel _model = TinyModel.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-repair-");
    private readonly EngineKind _kind;

    private GuessedIndex(Uri engine, EngineKind kind)
    {
        _http = new HttpClient { BaseAddress = engine };
        _kind = kind;
        Config = Path.Combine(_folder.FullName, "twinbert.json");
        File.WriteAllText(Config, JsonSerializer.Serialize(new
        {
            Upstream = new { Url = engine.ToString() },
            Model = _model.Package.Folder,
            Indices = new Dictionary<string, object> { [Name + "*"] = new { TextFields = new[] { "title" } } },
        }));
    }

    public string Name { get; } = "repair-" + Guid.NewGuid().ToString("n")[..10];

    public string Config { get; }

    public string Source(int i) =>
        $$"""{ "title":"shoe {{i}}", "price":1e3 ,"twinbert":{"embedding":{{Vector()}},"model":"{{_model.Package.Fingerprint.Value}}","text_hash":"0011223344556677"} }""";

    /// <summary>
    /// An index whose mapping is of another model: with an embedding of that in every other document, and documents that only engines read.
    /// </summary>
    public static async Task<GuessedIndex> OfAnotherModelAsync(RealEngines engines, EngineKind kind)
    {
        var vector = kind == EngineKind.OpenSearch2
            ? """{"type":"knn_vector","dimension":3,"data_type":"byte"}"""
            : """{"type":"dense_vector","element_type":"byte","dims":3,"index":false}""";
        var index = await CreateAsync(
            engines,
            kind,
            """{"mappings":{"properties":{"title":{"type":"text"},"twinbert":{"dynamic":false,"properties":{"embedding":""" + vector
                + ""","model":{"type":"keyword"}}}}}}""");
        for (var i = 0; i < 50; i++)
        {
            await index.AskAsync("PUT", $"/{index.Name}/_doc/{i}?routing=r{i % 3}&pipeline=_none", i % 2 == 0 ? OfAnotherModel(i) : Plain(i));
        }

        await index.AskAsync(
            "PUT",
            $"/{index.Name}/_doc/lines?routing=r0&pipeline=_none",
            "{\n \"title\":\"line\",\n\"twinbert\":{\"embedding\":[1,2,3],\"model\":\"old\"}\n}");
        await index.AskAsync(
            "PUT",
            $"/{index.Name}/_doc/mark?routing=r0&pipeline=_none",
            "\uFEFF{\"title\":\"mark\",\"twinbert\":{\"embedding\":[1,2,3],\"model\":\"old\"}}");
        return index;
    }

    /// <summary>A document with an embedding of another model.</summary>
    public static string OfAnotherModel(int i) =>
        $$"""{ "title":"shoe {{i}}", "price":1e3,"twinbert":{"embedding":[1,2,3],"model":"old","text_hash":"0011223344556677"} }""";

    /// <summary>The same without it.</summary>
    public static string Plain(int i) => $$"""{ "title":"shoe {{i}}", "price":1e3 }""";

    public static async Task<GuessedIndex> CreateAsync(RealEngines engines, EngineKind kind, string? mapping = null)
    {
        var index = new GuessedIndex(await engines.GetAsync(kind), kind);
        await index.AskAsync("PUT", $"/_ingest/pipeline/{index.Name}", """{"processors":[{"set":{"field":"seen","value":true}}]}""");
        await index.AskAsync(
            "PUT",
            "/" + index.Name,
            mapping ?? $$$$"""{"settings":{"number_of_shards":2,"number_of_replicas":0,"refresh_interval":"7s"},"aliases":{"{{{{index.Name}}}}-alias":{"filter":{"term":{"title":"shoe"} },"is_write_index":true} },"mappings":{"_meta":{"own":1},"properties":{"title":{"type":"text"} } } }""");
        var bulk = string.Concat(
            Enumerable.Range(0, 50).Select(
                i => $"{{\"index\":{{\"_id\":\"{i}\",\"routing\":\"r{i % 3}\"}}}}\n{(mapping is null ? index.Source(i) : "{\"title\":\"x\"}")}\n"));
        Assert.False((await index.AskAsync("POST", $"/{index.Name}/_bulk?refresh=true", bulk))["errors"]!.GetValue<bool>());
        await index.AskAsync("PUT", $"/{index.Name}/_doc/1?routing=r1&refresh=true", mapping is null ? index.Source(1) : "{\"title\":\"x\"}");
        await index.AskAsync("PUT", $"/{index.Name}/_settings", $$"""{"index.default_pipeline":"{{index.Name}}"}""");
        return index;
    }

    public async Task<(int Status, string Body)> SendAsync(string method, string target, string? body = null)
    {
        var type = target.Contains("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = body is null
            ? null
            : new StringContent(body, Encoding.UTF8, type) };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonNode> AskAsync(string method, string target, string? body = null)
    {
        var (status, answer) = await SendAsync(method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Every document as the engine keeps it: id, routing, version and source, to the byte.</summary>
    public async Task<SortedDictionary<string, string>> DocumentsAsync(string name)
    {
        await AskAsync("POST", $"/{name}/_refresh");
        var vectors = _kind == EngineKind.Elasticsearch9 ? ""","_source":{"exclude_vectors":false}""" : "";
        var (_, body) = await SendAsync("POST", $"/{name}/_search", $$"""{"size":1000,"version":true{{vectors}}}""");

        // Marks in the middle of an answer are the engine's way, not the standard's.
        using var json = JsonDocument.Parse(body.Replace("\uFEFF", "", StringComparison.Ordinal));
        var documents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var hit in json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
        {
            documents.Add(
                hit.GetProperty("_id").GetString()!,
                $"{hit.GetProperty("_routing")} {hit.GetProperty("_version")} {hit.GetProperty("_source").GetRawText()}");
        }

        return documents;
    }

    public async Task<bool> FitsAsync(string name)
    {
        var answer = (await AskAsync("GET", $"/{name}/_mapping")).AsObject().Single().Value!["mappings"]!;
        using var mappings = JsonDocument.Parse(answer.ToJsonString());
        return EmbeddingMappingCheck.Compare(
            mappings.RootElement,
            _kind == EngineKind.OpenSearch2 ? EngineFamily.OpenSearch : EngineFamily.Elasticsearch,
            new("twinbert"),
            _model.Package.Dimensions).Fits;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in new[] { $"/{Name}", $"/{Name}-twinbert-repair", $"/_ingest/pipeline/{Name}" })
        {
            using var response = await _http.DeleteAsync(target, CancellationToken.None);
        }

        _http.Dispose();
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Vector()
    {
        var values = new sbyte[_model.Package.Dimensions];
        values[0] = 7;
        return StoredVector.Json(_kind == EngineKind.OpenSearch2 ? EngineFamily.OpenSearch : EngineFamily.Elasticsearch, values);
    }
}
