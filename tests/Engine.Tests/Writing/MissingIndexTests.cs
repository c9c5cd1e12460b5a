using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>An index that a write through the sidecar brings about is the index that the engine makes for the same write sent to it directly.</summary>
public sealed class MissingIndexTests(RealEngines engines)
{
    private const string Composable = """
        {"index_patterns":["$*"],"priority":900,"template":{"settings":{"number_of_shards":2,"number_of_replicas":0,"refresh_interval":"7s"},
        "mappings":{"dynamic":"strict","_routing":{"required":false},"properties":{"title":{"type":"text","analyzer":"english"},"price":{"type":"integer"}}},"aliases":{"$alias":{}}}}
        """;

    private const string Piped = """
        {"index_patterns":["$*"],"priority":900,"template":{"settings":{"number_of_replicas":0,"default_pipeline":"$"},"mappings":{"_routing":{"required":true},"properties":{"title":{"type":"text"}}}}}
        """;

    private const string Legacy = """{"index_patterns":["$*"],"order":9,"settings":{"number_of_shards":3,"number_of_replicas":0},"mappings":{"properties":{"title":{"type":"keyword"}}}}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    public static TheoryData<EngineKind, string> KindsAndTemplates =>
        [.. from kind in Enum.GetValues<EngineKind>() from template in new[] { "", "/_index_template", "/_template" } select (kind, template)];

    [Theory]
    [MemberData(nameof(KindsAndTemplates))]
    public async Task Write_ToAMissingIndex_MakesItAsTheEngineDoes(EngineKind kind, string api)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        if (api.Length > 0)
        {
            engine.CleanUp($"{api}/{engine.Prefix}");
            await engine.AskAsync(
                "PUT",
                $"{api}/{engine.Prefix}",
                (api == "/_template" ? Legacy : Composable).Replace("$", engine.Prefix, StringComparison.Ordinal));
        }

        var bulk = "{\"index\":{\"_id\":\"1\"}}\n{\"title\":\"a drill\"}\n{\"create\":{\"_id\":\"2\"}}\n{\"title\":\"a saw\"}\n";
        var (direct, _) = await WritingFixture.SendAsync(engine.Direct, "POST", $"/{engine.Prefix}-direct/_bulk", bulk);
        var (through, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}-through/_bulk", bulk);

        Assert.Equal(direct, through);
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        Assert.Equal(2, await engine.EmbeddedAsync($"{engine.Prefix}-through"));
        Assert.Equal(2, (await engine.AskAsync("GET", $"/{engine.Prefix}-through/_count"))["count"]!.GetValue<int>());
        Assert.Equal(await ShapeAsync(engine, "-direct"), await ShapeAsync(engine, "-through"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ThroughADefaultPipelineWithRouting_IsEmbedded(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        engine.CleanUp($"/_index_template/{engine.Prefix}");
        engine.CleanUp($"/_ingest/pipeline/{engine.Prefix}");
        await engine.AskAsync("PUT", $"/_ingest/pipeline/{engine.Prefix}", """{"processors":[{"set":{"field":"seen","value":true}}]}""");
        await engine.AskAsync("PUT", $"/_index_template/{engine.Prefix}", Piped.Replace("$", engine.Prefix, StringComparison.Ordinal));

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1?routing=a", """{"title":"a drill"}""");
        var (updated, _) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/1?routing=a", """{"doc":{"title":"a saw"}}""");

        Assert.Equal((201, 200), (status, updated));
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
        Assert.Contains("\"seen\":true", await engine.SourceAsync(engine.Prefix, "1"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ThatMustGoToAnAlias_MakesNoIndex(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);

        var direct = await WritingFixture.SendAsync(engine.Direct, "PUT", $"/{engine.Prefix}/_doc/1?require_alias=true", """{"title":"a drill"}""");
        var through = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1?require_alias=true", """{"title":"a drill"}""");
        var (exists, _) = await WritingFixture.SendAsync(engine.Direct, "GET", $"/{engine.Prefix}");

        Assert.Equal(direct, through);
        Assert.Equal((404, 404), (through.Status, exists));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_WhereTheEngineMakesNoIndices_GetsTheEnginesError(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", "/_cluster/settings", $$"""{"persistent":{"action.auto_create_index":"-{{engine.Prefix}}*,+*"} }""");
        try
        {
            var direct = await WritingFixture.SendAsync(engine.Direct, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");
            var through = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");

            Assert.Equal(direct, through);
            Assert.Equal(404, through.Status);
        }
        finally
        {
            await engine.AskAsync("PUT", "/_cluster/settings", """{"persistent":{"action.auto_create_index":null}}""");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAMissingDataStream_MakesItAndIsEmbedded(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        engine.CleanUp($"/_index_template/{engine.Prefix}");
        await engine.AskAsync(
            "PUT",
            $"/_index_template/{engine.Prefix}",
            $$"""{"index_patterns":["{{engine.Prefix}}"],"priority":900,"data_stream":{},"template":{"settings":{"number_of_replicas":0},"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"} } } } }""");

        var (_, refused) = await WritingFixture.SendAsync(
            engine.Through,
            "POST",
            $"/{engine.Prefix}/_bulk",
            "{\"index\":{}}\n{\"@timestamp\":\"2026-01-01\",\"title\":\"a saw\"}\n");
        var (_, created) = await WritingFixture.SendAsync(
            engine.Through,
            "POST",
            $"/{engine.Prefix}/_bulk",
            "{\"create\":{}}\n{\"@timestamp\":\"2026-01-01\",\"title\":\"a drill\"}\n");

        Assert.Contains("only write ops with an op_type of create are allowed in data streams", refused, StringComparison.Ordinal);
        Assert.Contains("\"errors\":false", created, StringComparison.Ordinal);
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
    }

    private static async Task<string> ShapeAsync(WritingFixture engine, string suffix)
    {
        var name = engine.Prefix + suffix;
        var index = (await engine.AskAsync("GET", $"/{name}"))[name]!;
        var settings = index["settings"]!["index"]!.AsObject();
        settings.Remove("uuid");
        settings.Remove("creation_date");
        settings.Remove("provided_name");

        // Room for the embedding object is the one thing that is added.
        if (suffix == "-through")
        {
            Assert.Equal("""{"total_fields":{"limit":"1003"}}""", settings["mapping"]!.ToJsonString());
            settings.Remove("mapping");
        }

        index["mappings"]!["properties"]!.AsObject().Remove("twinbert");
        return index.ToJsonString();
    }
}
