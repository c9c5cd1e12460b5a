using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>
/// A real engine with the same documents in two indices, and a sidecar that knows one of them: what the sidecar gives of that is held against what
/// the engine gives of the other. The names are equally long.
/// </summary>
internal sealed partial class SearchingFixture : IAsyncDisposable
{
    public const int Window = 20;
    private const int Dimensions = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SidecarHost _sidecar;
    private readonly HttpClient _direct;
    private readonly HttpClient _through;

    private SearchingFixture(Uri engine, SidecarHost sidecar, string name)
    {
        _sidecar = sidecar;
        _direct = new HttpClient { BaseAddress = engine };
        _through = new HttpClient { BaseAddress = sidecar.Url };
        Plain = name + "-p";
        Embedded = name + "-e";
    }

    public string Plain { get; }

    public string Embedded { get; }

    public static HashEncoder Encoder { get; } = new(Dimensions);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SearchingFixture> StartAsync(RealEngines engines, EngineKind kind, string plan = "window")
    {
        var engine = await engines.GetAsync(kind);
        var name = "searching-" + Guid.NewGuid().ToString("n")[..10];
        var sidecar = await SidecarHost.StartAsync(
            HashingSidecar.Settings(
                engine,
                new()
                {
                    [name + "-e*"] = new() { TextFields = ["title"], Window = Window, Plan = plan, WrapBelow = 0 },
                    [name + "-e-more"] = new() { TextFields = ["title", "exact"], Window = Window, Plan = plan, WrapBelow = 0 },
                },
                dimensions: Dimensions),
            Cancellation);
        var fixture = new SearchingFixture(engine, sidecar, name);
        var identity = ClusterIdentity.Read(await fixture._direct.GetByteArrayAsync("/", Cancellation))!;
        await fixture.FillAsync(fixture.Plain, identity.Family, embed: false);
        await fixture.FillAsync(fixture.Embedded, identity.Family, embed: true);
        return fixture;
    }

    /// <summary>Asks the engine about the plain index: wherever a text names an index, write <c>@</c>.</summary>
    public Task<SearchingAnswer> DirectAsync(string method, string target, string? body = null) => SendAsync(_direct, Plain, method, target, body);

    /// <summary>Asks the sidecar about the embedded index.</summary>
    public Task<SearchingAnswer> ThroughAsync(string method, string target, string? body = null, string? hint = null) =>
        SendAsync(_through, Embedded, method, target, body, ("X-TwinBert", hint));

    /// <summary>The same, with both orders in the answer.</summary>
    public Task<SearchingAnswer> ExplainedAsync(string body) => SendAsync(_through, Embedded, "POST", "/@/_search", body, ("X-TwinBert-Explain", "true"));

    /// <summary>The same, at a weight of the client's own.</summary>
    public Task<SearchingAnswer> WeighedAsync(string body, double weight) => SendAsync(
        _through, Embedded, "POST", "/@/_search", body, ("X-TwinBert-Weight", weight.ToString(CultureInfo.InvariantCulture)));

    /// <summary>
    /// The same, once a plan serves it: what an index bears is found out beside the first search that needs it.
    /// </summary>
    public async Task<SearchingAnswer> UntilAsync(string body, string plan, string target = "/@/_search")
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            var answer = await ThroughAsync("POST", target, body);
            if (answer.Verdict?.Plan == plan)
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, $"The plan is not {plan} but: {answer.Verdict}");
            await Task.Delay(100, Cancellation);
        }
    }

    /// <summary>Asks for an answer in some form. Its bytes come one to a character.</summary>
    public async Task<SearchingAnswer> InFormAsync(
        bool through, string method, string target, string? body, string? accept = null, bool shows = false, bool isPacked = false)
    {
        using var request = new HttpRequestMessage(new(method), target.Replace("@", through ? Embedded : Plain, StringComparison.Ordinal))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (isPacked)
        {
            request.Headers.Add("Accept-Encoding", "gzip");
        }

        if (shows)
        {
            request.Headers.Add("X-TwinBert-Show-Embedding", "true");
        }

        using var response = await (through ? _through : _direct).SendAsync(request, Cancellation);
        return new((int)response.StatusCode, Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Cancellation)), response);
    }

    /// <summary>Makes another index of the same documents, <c>@-more</c>, whose settings differ in the text fields.</summary>
    public async Task FillMoreAsync() =>
        await FillAsync(Embedded + "-more", ClusterIdentity.Read(await _direct.GetByteArrayAsync("/", Cancellation))!.Family, embed: true);

    /// <summary>Writes a document to an index whose mapping knows no embeddings, past the sidecar; the index is <c>@2</c>.</summary>
    public async Task WriteUnmappedAsync() =>
        Assert.Equal(201, (await SendAsync(_direct, Embedded, "PUT", "/@2/_doc/1?refresh=true", """{"title": "boot","n":1e3}""")).Status);

    /// <summary>The score that a hit has after reranking by "item boot", but for what raises a full window.</summary>
    public static float Blend(int id, float score, double weight = 1)
    {
        var similarity = 0.0;
        if (SearchingDocuments.HasEmbedding(id))
        {
            var query = Encoder.EncodeAsync("item boot", CancellationToken.None).AsTask().GetAwaiter().GetResult().Values.Span;
            var document = Encoder.Quantize(SearchingDocuments.Title(id)).Values.Span;
            double dot = 0, ofQuery = 0, ofDocument = 0;
            for (var i = 0; i < query.Length; i++)
            {
                dot += query[i] * document[i];
                ofQuery += query[i] * query[i];
                ofDocument += document[i] * document[i];
            }

            similarity = dot / Math.Sqrt(ofQuery * ofDocument);
        }

        return (float)(score * Math.Exp(weight * similarity));
    }

    public async ValueTask DisposeAsync()
    {
        (await _direct.DeleteAsync($"/{Embedded}2", CancellationToken.None)).Dispose();
        (await _direct.DeleteAsync($"/{Embedded}-more", CancellationToken.None)).Dispose();
        (await _direct.DeleteAsync($"/{Plain}", CancellationToken.None)).Dispose();
        (await _direct.DeleteAsync($"/{Embedded}", CancellationToken.None)).Dispose();
        _direct.Dispose();
        _through.Dispose();
        await _sidecar.DisposeAsync();
    }

    private static async Task<SearchingAnswer> SendAsync(
        HttpClient client, string index, string method, string target, string? body, (string Name, string? Value) hint = default)
    {
        var type = target.Contains("_msearch", StringComparison.Ordinal) || target.Contains("_bulk", StringComparison.Ordinal)
            ? "application/x-ndjson"
            : "application/json";
        using var request = new HttpRequestMessage(new HttpMethod(method), target.Replace("@", index, StringComparison.Ordinal))
        {
            Content = body is null ? null : new StringContent(body.Replace("@", index, StringComparison.Ordinal), Encoding.UTF8, type),
        };
        if (hint is ({ } name, { } value))
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return new((int)response.StatusCode, VolatilePattern().Replace(text, "$1\"#\"").Replace(index, "@", StringComparison.Ordinal), response)
        {
            ScrollId = ScrollPattern().Match(text).Groups[1].Value,
        };
    }

    private async Task FillAsync(string index, EngineFamily family, bool embed)
    {
        var mapping = embed ? "," + EmbeddingMapping.Properties(family, new("twinbert"), Dimensions) : "";
        var created = await SendAsync(_direct, index, "PUT", "/@", $$$$"""
            {"settings":{"number_of_shards":1,"number_of_replicas":0},"mappings":{"properties":{"title":{"type":"text"},"big":{"type":"double"}{{{{mapping}}}}}}}
            """);
        Assert.True(created.Status == 200, created.Body);

        // Both spellings beside each other, as in an index that was embedded in part before its engine took the other.
        using var described = JsonDocument.Parse((await SendAsync(_direct, index, "GET", "/@/_settings", body: null)).Body);
        var compact = VectorSpellings.Of(family, VectorSpellings.CreatedOf(described.RootElement.EnumerateObject().First().Value), asNumbers: false);
        var plain = VectorSpellings.Of(family, created: null, asNumbers: true);
        var bulk = new StringBuilder();
        for (var id = 0; id < SearchingDocuments.Count; id++)
        {
            bulk.Append(CultureInfo.InvariantCulture, $$$"""{"index":{"_id":"{{{id}}}"}}""").Append('\n')
                .Append(embed && SearchingDocuments.HasEmbedding(id) ? Spliced(id, id % 2 == 0 ? compact : plain) : SearchingDocuments.Source(id)).Append('\n');
        }

        var filled = await SendAsync(_direct, index, "POST", "/@/_bulk?refresh=true", bulk.ToString());
        Assert.Contains("\"errors\":false", filled.Body, StringComparison.Ordinal);
    }

    private static string Spliced(int id, VectorSpelling spelling)
    {
        var vector = StoredVector.Json(spelling, Encoder.Quantize(SearchingDocuments.Title(id)).Values.Span);
        return SearchingDocuments.OpenSource(id) + $$""","twinbert":{"embedding":{{vector}},"model":"{{HashEncoder.TestFingerprint}}","text_hash":"h"}""" + "}";
    }

    [GeneratedRegex("\"_scroll_id\":\"([^\"]*)\"")]
    private static partial Regex ScrollPattern();

    // What differs between two answers to one question: times and the names of scrolls.
    [GeneratedRegex("(\"took\":|\"_scroll_id\":)(\\d+|\"[^\"]*\")")]
    private static partial Regex VolatilePattern();
}
