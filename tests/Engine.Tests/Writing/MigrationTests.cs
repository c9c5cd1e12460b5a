using System.Text.Json.Nodes;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>
/// Copies that an engine makes of an index with embeddings: the documents are those that there would be without us, and the copy takes embeddings.
/// </summary>
public sealed class MigrationTests(RealEngines engines)
{
    private const string Source = """{ "title":"a \u0064rill", "price":1e3 , "tags":{ "x":[ 1.0, 2E0 ] } }""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    public static TheoryData<EngineKind, string> KindsAndTargets =>
        [.. from kind in Enum.GetValues<EngineKind>() from target in new[] { "missing", "dynamic", "strict", "mapped" } select (kind, target)];

    [Theory]
    [MemberData(nameof(KindsAndTargets))]
    public async Task Reindex_ThroughTheSidecar_CopiesEveryDocumentWithItsEmbedding(EngineKind kind, string target)
    {
        await using var engine = await FilledAsync(kind);
        await CreateTargetAsync(engine, target);

        var (status, answer) = await ReindexAsync(engine, $$"""{"source":{"index":"{{engine.Prefix}}"},"dest":{"index":"{{engine.Prefix}}-copy"} }""");

        Assert.True(status == 200 && answer["failures"]!.AsArray().Count == 0, answer.ToJsonString());
        Assert.Equal(70, await CountAsync(engine, "-copy"));
        Assert.Equal(await engine.SourceAsync(engine.Prefix, "7"), await engine.SourceAsync($"{engine.Prefix}-copy", "7"));
        Assert.Equal(70, await engine.EmbeddedAsync($"{engine.Prefix}-copy"));
        await AssertTakesEmbeddingsAsync(engine, $"{engine.Prefix}-copy", 71);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reindex_IntoAnIndexThatCannotTakeEmbeddings_CopiesTheDocumentsWithout(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);
        await engine.AskAsync(
            "PUT",
            $"/{engine.Prefix}-copy",
            """{"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"},"price":{"type":"float"},"tags":{"type":"object","enabled":false},"twinbert":{"type":"keyword"}}}}""");

        var (status, answer) = await ReindexAsync(
            engine,
            $$"""{"source":{"index":["{{engine.Prefix}}"],"query":{"match_all":{} } },"dest":{"index":"{{engine.Prefix}}-copy"} }""");

        Assert.True(status == 200 && answer["failures"]!.AsArray().Count == 0, answer.ToJsonString());
        Assert.Equal(70, await CountAsync(engine, "-copy"));
        Assert.DoesNotContain("twinbert", await engine.SourceAsync($"{engine.Prefix}-copy", "7"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reindex_OfAnIndexThatIsNotThere_IsAnsweredByTheEngineAndMakesNothing(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var body = $$"""{"source":{"index":"{{engine.Prefix}}"},"dest":{"index":"{{engine.Prefix}}-copy"} }""";

        var direct = await WritingFixture.SendAsync(engine.Direct, "POST", "/_reindex", body);
        var through = await WritingFixture.SendAsync(engine.Through, "POST", "/_reindex", body);

        Assert.Equal(direct, through);
        Assert.Equal(404, (await WritingFixture.SendAsync(engine.Direct, "GET", $"/{engine.Prefix}-copy")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Reindex_ThatMustGoToAnAlias_IsAnsweredByTheEngineAndMakesNothing(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);
        var body = $$"""{"source":{"index":"{{engine.Prefix}}"},"dest":{"index":"{{engine.Prefix}}-copy"} }""";

        var direct = await WritingFixture.SendAsync(engine.Direct, "POST", "/_reindex?require_alias=true", body);
        var through = await WritingFixture.SendAsync(engine.Through, "POST", "/_reindex?require_alias=true", body);

        Assert.Equal(direct, through);
        Assert.Equal(404, (await WritingFixture.SendAsync(engine.Direct, "GET", $"/{engine.Prefix}-copy")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Copy_ByTheEnginesOwnMeans_KeepsTheEmbeddings(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind, shards: 2);
        await engine.AskAsync("PUT", $"/{engine.Prefix}/_settings", """{"index.blocks.write":true}""");
        (string Means, int Shards)[] copies = [("_clone", 2), ("_split", 4), ("_shrink", 1)];

        foreach (var (means, shards) in copies)
        {
            var copy = $"{engine.Prefix}-{means[1..]}";
            var (status, answer) = await WritingFixture.SendAsync(
                engine.Through,
                "PUT",
                $"/{engine.Prefix}/{means}/{copy}?wait_for_active_shards=1",
                $$"""{"settings":{"index.number_of_shards":{{shards}},"index.number_of_replicas":0,"index.blocks.write":null} }""");

            Assert.True(status == 200, answer);
            Assert.Equal(await engine.SourceAsync(engine.Prefix, "7"), await engine.SourceAsync(copy, "7"));
            Assert.Equal(70, await engine.EmbeddedAsync(copy));
            await AssertTakesEmbeddingsAsync(engine, copy, 71);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rollover_OfAnAlias_GoesOnWithEmbeddings(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync(
            "PUT",
            $"/{engine.Prefix}-000001",
            $$"""{"aliases":{"{{engine.Prefix}}":{"is_write_index":true} },"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"} } } }""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");

        var (status, answer) = await WritingFixture.SendAsync(
            engine.Through,
            "POST",
            $"/{engine.Prefix}/_rollover",
            """{"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"}}}}""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/2", """{"title":"a saw"}""");

        Assert.True(status == 200, answer);
        Assert.Equal((1, 1), (await engine.EmbeddedAsync($"{engine.Prefix}-000001"), await engine.EmbeddedAsync($"{engine.Prefix}-000002")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Restore_OfASnapshot_KeepsTheEmbeddings(EngineKind kind)
    {
        await using var engine = await FilledAsync(kind);
        var repository = $"/_snapshot/{engine.Prefix}";
        engine.CleanUp($"{repository}/one");
        engine.CleanUp(repository);
        var (status, refusal) = await WritingFixture.SendAsync(
            engine.Direct,
            "PUT",
            repository,
            $$"""{"type":"fs","settings":{"location":"/tmp/{{engine.Prefix}}"} }""");
        Assert.SkipUnless(status == 200, $"The engine has no folder for snapshots (path.repo): {refusal}");
        await engine.AskAsync("PUT", $"{repository}/one?wait_for_completion=true", $$"""{"indices":"{{engine.Prefix}}"}""");

        await engine.AskAsync(
            "POST",
            $"{repository}/one/_restore?wait_for_completion=true",
            $$"""{"indices":"{{engine.Prefix}}","rename_pattern":"(.+)","rename_replacement":"$1-restored"}""");

        Assert.Equal(70, await engine.EmbeddedAsync($"{engine.Prefix}-restored"));
        await AssertTakesEmbeddingsAsync(engine, $"{engine.Prefix}-restored", 71);
    }

    private static async Task<(int Status, JsonNode Answer)> ReindexAsync(WritingFixture engine, string body)
    {
        var (status, answer) = await WritingFixture.SendAsync(engine.Through, "POST", "/_reindex?refresh=true", body);
        return (status, JsonNode.Parse(answer)!);
    }

    private static async Task CreateTargetAsync(WritingFixture engine, string target)
    {
        if (target != "missing")
        {
            var ours = target == "mapped" ? "\"dynamic\":\"strict\"" : $"\"dynamic\":\"{(target == "strict" ? "strict" : "true")}\"";
            await engine.AskAsync(
                "PUT",
                $"/{engine.Prefix}-copy",
                "{\"mappings\":{" + ours + ""","properties":{"title":{"type":"text"},"price":{"type":"float"},"tags":{"type":"object","enabled":false}}}}""");
        }

        if (target == "mapped")
        {
            await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}-copy/_doc/7", """{"title":"before"}""");
        }
    }

    private static async Task AssertTakesEmbeddingsAsync(WritingFixture engine, string index, int expected)
    {
        var (status, answer) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{index}/_doc/new", """{"title":"a new one"}""");
        Assert.True(status == 201, answer);
        Assert.Equal(expected, await engine.EmbeddedAsync(index));
        var found = await engine.AskAsync(
            "POST",
            $"/{index}/_count",
            $$"""{"query":{"bool":{"filter":[{"term":{"twinbert.model":"{{HashEncoder.TestFingerprint}}"} },{"exists":{"field":"twinbert.embedding"} }]} } }""");
        Assert.Equal(expected, found["count"]!.GetValue<int>());
    }

    private static async Task<int> CountAsync(WritingFixture engine, string suffix)
    {
        await engine.AskAsync("POST", $"/{engine.Prefix}{suffix}/_refresh");
        return (await engine.AskAsync("GET", $"/{engine.Prefix}{suffix}/_count"))["count"]!.GetValue<int>();
    }

    private async Task<WritingFixture> FilledAsync(EngineKind kind, int shards = 1)
    {
        var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", $$"""{"settings":{"number_of_shards":{{shards}},"number_of_replicas":0} }""");
        var bulk = string.Concat(Enumerable.Range(0, 70).Select(i => $"{{\"index\":{{\"_id\":\"{i}\"}}}}\n{Source}\n"));
        var (_, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_bulk?refresh=true", bulk);
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        return engine;
    }
}
