using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Protocol;
using TwinBert.Search.Embeddings;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>Two indices with models of two lengths behind one sidecar: each is written, searched and copied by its own.</summary>
public sealed class ModelPerIndexTests(RealEngines engines)
{
    private const string Query = """{"query":{"match":{"title":"lamp desk"}},"size":5}""";

    private static readonly string[] Titles = ["a red lamp", "desk", "lamp desk", "a green desk lamp for the desk", "a lamp for every room and no desk"];
    private static readonly HashEncoder Long = new(24, "fedcba987654");
    private static readonly HashEncoder Short = new(16);

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Write_OfBothInOneRequest_EmbedsEachWithItsOwn(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);
        var spelling = kind == EngineKind.Elasticsearch8 ? VectorSpelling.Hexadecimal : VectorSpelling.Base64;

        foreach (var (index, encoder) in new[] { (engine.Prefix + "-s", Short), (engine.Prefix + "-l", Long) })
        {
            for (var id = 0; id < Titles.Length; id++)
            {
                var source = JsonNode.Parse(await engine.SourceAsync(index, $"{id}"))!["twinbert"]!;
                Assert.Equal(encoder.Fingerprint.Value, source["model"]!.GetValue<string>());
                Assert.Equal(StoredVector.Json(spelling, encoder.Quantize(Titles[id]).Values.Span), source["embedding"]!.ToJsonString(Plain));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_OfEachAndOfBothTogether_IsRerankedByItsOwn(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);

        foreach (var (suffix, model) in new[] { ("-s", Short.Fingerprint), ("-l", Long.Fingerprint) })
        {
            var (verdict, found) = await SearchAsync(engine, $"/{engine.Prefix}{suffix}/_search", Query);

            Assert.Equal((RerankStatus.Reranked, model.Value), (verdict.Status, verdict.Model));
            Assert.Equal((Titles.Length, 0), (verdict.Scored, verdict.Missing));
            Assert.Equal("2", found["hits"]!["hits"]![0]!["_id"]!.GetValue<string>());
        }

        var searches = $$"""{"index":"{{engine.Prefix}}-s"}""" + "\n" + Query + "\n" + $$"""{"index":"{{engine.Prefix}}-l"}""" + "\n" + Query + "\n";
        var (both, answers) = await SearchAsync(engine, "/_msearch", searches);

        Assert.Equal((RerankStatus.Reranked, $"{Short.Fingerprint},{Long.Fingerprint}"), (both.Status, both.Model));
        Assert.All(both.Items!, item => Assert.Equal(RerankStatus.Reranked, item.Status));
        Assert.All(answers["responses"]!.AsArray(), answer => Assert.Equal("2", answer!["hits"]!["hits"]![0]!["_id"]!.GetValue<string>()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Read_OfBoth_HasNoEmbeddingAndIsNotReranked(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);
        var documents = string.Join(',', new[] { "-s", "-l" }.Select(suffix => $$"""{"_index":"{{engine.Prefix}}{{suffix}}","_id":"2"}"""));

        var (verdict, found) = await SearchAsync(engine, $"/{engine.Prefix}-s,{engine.Prefix}-l/_search", Query.Replace("5", "10", StringComparison.Ordinal));
        var (_, read) = await WritingFixture.SendAsync(engine.Through, "POST", "/_mget", $$"""{"docs":[{{documents}}]}""");

        Assert.Equal((RerankStatus.Skipped, RerankReason.MixedIndices), (verdict.Status, verdict.Reason));
        Assert.Equal(2 * Titles.Length, found["hits"]!["hits"]!.AsArray().Count);
        Assert.DoesNotContain("twinbert", found["hits"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(read)!["docs"]!.AsArray().Count(document => document!["found"]!.GetValue<bool>()));
        Assert.DoesNotContain("twinbert", read, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Reindex_FromOneToTheOther_LeavesTheEmbeddingsBehind(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);

        foreach (var (from, to) in new[] { ("-s", "-l-copy"), ("-l", "-s-copy") })
        {
            var body = $$"""{"source":{"index":"{{engine.Prefix}}{{from}}"},"dest":{"index":"{{engine.Prefix}}{{to}}"} }""";
            var (status, answer) = await WritingFixture.SendAsync(engine.Through, "POST", "/_reindex?refresh=true", body);

            Assert.True(status == 200 && JsonNode.Parse(answer)!["failures"]!.AsArray().Count == 0, answer);
            Assert.Equal(Titles.Length, (await engine.AskAsync("GET", $"/{engine.Prefix}{to}/_count"))["count"]!.GetValue<int>());
            Assert.DoesNotContain("twinbert", await engine.SourceAsync(engine.Prefix + to, "2"), StringComparison.Ordinal);
            Assert.Equal(
                201, (await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}{to}/_doc/new", """{"title":"a new one"}""")).Status);
            Assert.Contains("twinbert", await engine.SourceAsync(engine.Prefix + to, "new"), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Status_OfTheSidecar_ListsBothModelsWithTheirIndices(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);

        var (_, answer) = await WritingFixture.SendAsync(engine.Through, "GET", "/_twinbert/status");

        Assert.Equal(
            [(Short.Fingerprint.Value, engine.Prefix + "-s*"), (Long.Fingerprint.Value, engine.Prefix + "-l*")],
            JsonNode.Parse(answer)!["models"]!.AsArray().Select(model =>
                (model!["fingerprint"]!.GetValue<string>(), model["indices"]!.AsArray().Single()!.GetValue<string>())));
    }

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<(RerankVerdict Verdict, JsonNode Answer)> SearchAsync(WritingFixture engine, string target, string body)
    {
        var type = target.EndsWith("_msearch", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        using var content = new StringContent(body, null, type);
        using var response = await engine.Through.PostAsync(target, content, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        Assert.True(RerankVerdict.TryParse(response.Headers.GetValues(TwinBertHeaders.Verdict).Single(), out var verdict));
        return (verdict, JsonNode.Parse(answer)!);
    }

    private async Task<WritingFixture> FilledAsync(EngineKind kind)
    {
        var url = await engines.GetAsync(kind);
        var prefix = "models-" + Guid.NewGuid().ToString("n")[..10];
        var settings = HashingSidecar.Settings(url, new()
        {
            [prefix + "-s*"] = new() { TextFields = ["title"], Plan = "window" },
            [prefix + "-l*"] = new() { TextFields = ["title"], Model = "long", Plan = "window" },
        }) with { ModelsByName = new Dictionary<string, Model.Serving.ServedModel> { ["long"] = HashingSidecar.Model(Long) } };
        var engine = await WritingFixture.StartAsync(url, prefix, settings);
        var lines =
            from id in Enumerable.Range(0, Titles.Length)
            from suffix in new[] { "-s", "-l" }
            select $$"""{"index":{"_index":"{{prefix}}{{suffix}}","_id":"{{id}}"} }""" + "\n" + $$"""{"title":"{{Titles[id]}}"}""" + "\n";
        var (_, answer) = await WritingFixture.SendAsync(engine.Through, "POST", "/_bulk?refresh=true", string.Concat(lines));
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        return engine;
    }
}
