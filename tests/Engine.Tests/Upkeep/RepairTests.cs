using System.Globalization;
using TwinBert.Engine.Tests.Writing;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Upkeep;

/// <summary>What was written without an embedding of its text, or is found so by reads, gets one.</summary>
public sealed class RepairTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Write_EncoderFails_IsRepairedWhenItWorksAgain(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine, isBroken: true);
        var index = engine.Prefix + "-failed";
        await sidecar.SendAsync("PUT", $"/{index}/_doc/1?routing=r", """{"title":"hiking boot"}""");
        Assert.Equal("""{"title":"hiking boot"}""", await engine.SourceAsync(index, "1"));
        await sidecar.RepairsAsync(repairs => repairs["queued"]!.GetValue<int>() == 1);

        sidecar.IsBroken = false;

        await sidecar.EmbeddedAsync(index, "1", "hiking boot");
        var repairs = await sidecar.RepairsAsync(repairs => repairs["queued"]!.GetValue<int>() == 0);
        Assert.Equal((1, 0), (repairs["repaired"]!.GetValue<int>(), repairs["failed"]!.GetValue<int>()));
        Assert.False(repairs["kept_in_file"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Write_ScriptChangesText_GetsTheEmbeddingOfTheNewText(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine);
        var index = engine.Prefix + "-scripted";
        await sidecar.SendAsync("PUT", $"/{index}/_doc/1", """{"title":"hiking boot"}""");

        await sidecar.SendAsync("POST", $"/{index}/_update/1", """{"script":{"source":"ctx._source.title = 'walking boot'"}}""");

        await sidecar.EmbeddedAsync(index, "1", "walking boot");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Write_WithoutIdsToAnAlias_IsRepairedBehindIt(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine, isBroken: true);
        var (older, newer, alias) = (engine.Prefix + "-1", engine.Prefix + "-2", engine.Prefix + "-all");
        await engine.AskAsync("PUT", $"/{older}", $$$$"""{"aliases":{"{{{{alias}}}}":{}}}""");
        await engine.AskAsync("PUT", $"/{newer}", $$$$"""{"aliases":{"{{{{alias}}}}":{"is_write_index":true}}}""");
        var bulk = string.Concat(
            Enumerable.Range(0, 150).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{{}}}}\n{{\"title\":\"boot {i}\"}}\n")));
        await sidecar.SendAsync("POST", $"/{alias}/_bulk", bulk + "{\"index\":{\"_id\":\"named\"}}\n{\"title\":\"named boot\"}\n");

        sidecar.IsBroken = false;

        await sidecar.EmbeddedAsync(newer, 151);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Read_DocumentsChangedRoundTheSidecar_AreRepaired(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine);
        var index = engine.Prefix + "-read";
        await sidecar.SendAsync("PUT", $"/{index}/_doc/stale", """{"title":"hiking boot"}""");
        await engine.AskAsync("POST", $"/{index}/_update/stale", """{"doc":{"title":"walking boot"}}""");
        await engine.AskAsync("PUT", $"/{index}/_doc/missing", """{"title":"running boot"}""");
        await engine.AskAsync("PUT", $"/{index}/_doc/hit", """{"title":"rain boot"}""");
        await engine.AskAsync("POST", $"/{index}/_refresh");

        await sidecar.SendAsync("GET", $"/{index}/_doc/stale");
        await sidecar.EmbeddedAsync(index, "stale", "walking boot");
        await sidecar.SendAsync("POST", $"/{index}/_mget", """{"ids":["missing","nowhere"]}""");
        await sidecar.EmbeddedAsync(index, "missing", "running boot");
        await sidecar.SendAsync("POST", $"/{index}/_search", """{"query":{"match":{"title":"boot"}}}""");
        await sidecar.EmbeddedAsync(index, "hit", "rain boot");
        await engine.AskAsync("PUT", $"/{index}/_doc/several?refresh=true", """{"title":"snow boot"}""");
        await sidecar.SendAsync("POST", $"/{index}/_msearch", "{}\n{\"query\":{\"match\":{\"title\":\"boot\"}}}\n");
        await sidecar.EmbeddedAsync(index, "several", "snow boot");
    }

    public static TheoryData<EngineKind, string> EnginesAndPlans =>
        [.. from kind in Enum.GetValues<EngineKind>() from plan in new[] { "rescore", "wrap" } select (kind, plan)];

    [Theory]
    [MemberData(nameof(EnginesAndPlans))]
    public async Task Search_EngineCrossesAndAHitHasNoEmbedding_IsRepaired(EngineKind kind, string plan)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine, new() { SampledPerMinute = 0 }, plan: plan);
        var index = engine.Prefix + "-crossed";
        await sidecar.SendAsync("PUT", $"/{index}/_doc/embedded?refresh=true", """{"title":"hiking boot"}""");

        // Until it is known whether the engine crosses, a window is asked for, which sees more.
        await SearchedAsync(sidecar, index, plan, """{"query":{"match":{"title":"boot"}}}""");
        await engine.AskAsync("PUT", $"/{index}/_doc/missing?refresh=true", """{"title":"running boot"}""");

        // Where only a part of the source is asked for, it is not known what else there is.
        for (var i = 0; i < 3; i++)
        {
            await SearchedAsync(sidecar, index, plan, """{"query":{"match":{"title":"boot"}},"_source":["title"]}""");
        }

        var repairs = await sidecar.RepairsAsync(_ => true);
        Assert.Equal((0, 0), (repairs["repaired"]!.GetValue<int>(), repairs["queued"]!.GetValue<int>()));

        await SearchedAsync(sidecar, index, plan, """{"query":{"match":{"title":"boot"}}}""");

        await sidecar.EmbeddedAsync(index, "missing", "running boot");
    }

    // By its plan, once it is known whether the index bears that.
    private static async Task SearchedAsync(UpkeepFixture sidecar, string index, string plan, string body)
    {
        while (true)
        {
            // Ten answers in a second are looked at.
            await Task.Delay(150, TestContext.Current.CancellationToken);
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await sidecar.Through.PostAsync(new Uri($"/{index}/_search", UriKind.Relative), content, TestContext.Current.CancellationToken);
            if (answer.Headers.GetValues("X-TwinBert").Single().Contains("plan=" + plan, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Restart_QueueInAFile_LosesNoneThatWaits(EngineKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("twinbert-repairs-");
        try
        {
            await using var engine = await WritingFixture.StartAsync(engines, kind);
            var index = engine.Prefix + "-kept";
            var file = Path.Combine(folder.FullName, "repairs.ndjson");
            await using (var before = await UpkeepFixture.StartAsync(engine, new() { RepairFile = file }, isBroken: true))
            {
                await before.SendAsync("PUT", $"/{index}/_doc/1", """{"title":"hiking boot"}""");
                await before.SendAsync("PUT", $"/{index}/_doc/1", """{"title":"walking boot"}""");
                Assert.True((await before.RepairsAsync(repairs => repairs["queued"]!.GetValue<int>() == 1))["kept_in_file"]!.GetValue<bool>());
            }

            await using var after = await UpkeepFixture.StartAsync(engine, new() { RepairFile = file });

            await after.EmbeddedAsync(index, "1", "walking boot");
            await after.RepairsAsync(repairs => repairs["queued"]!.GetValue<int>() == 0);
            Assert.Equal("", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Write_MoreThanTheQueueHolds_IsFoundByASearchOfTheIndex(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine, new() { MaxRepairs = 3, RepairsPerSecond = 1_000 }, isBroken: true);
        var index = engine.Prefix + "-many";
        var bulk = Enumerable.Range(0, 40).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{{\"_id\":\"{i}\"}}}}\n{{\"title\":\"boot {i}\"}}\n"));
        await sidecar.SendAsync("POST", $"/{index}/_bulk", string.Concat(bulk));

        sidecar.IsBroken = false;

        await sidecar.EmbeddedAsync(index, 40);
        await sidecar.RepairsAsync(repairs => repairs["queued"]!.GetValue<int>() == 0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Write_IndexGoneMeanwhile_IsForgottenAndNotMadeAnew(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await using var sidecar = await UpkeepFixture.StartAsync(engine, isBroken: true);
        var index = engine.Prefix + "-gone";
        await sidecar.SendAsync("PUT", $"/{index}/_doc/1", """{"title":"hiking boot"}""");
        await engine.AskAsync("DELETE", $"/{index}");

        sidecar.IsBroken = false;

        await sidecar.RepairsAsync(repairs => repairs["gone"]!.GetValue<int>() == 1);
        Assert.Equal(404, (await WritingFixture.SendAsync(engine.Direct, "HEAD", $"/{index}")).Status);
    }
}
