using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Cli.Tests.Repair;

[Collection(ConsoleAlone.Name)]
public sealed class RepairCommandTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_OfAGuessedMapping_KeepsEveryDocumentAndTheName(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        var before = await index.DocumentsAsync(index.Name);
        Assert.False(await index.FitsAsync(index.Name));

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config, "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.True(JsonElement.Parse(run.Output).GetProperty("repaired").GetBoolean());
        Assert.Equal(before, await index.DocumentsAsync(index.Name));
        Assert.True(await index.FitsAsync(index.Name));
        var (copy, description) = (await index.AskAsync("GET", "/" + index.Name)).AsObject().Single();
        Assert.Equal($"{index.Name}-twinbert-repair", copy);
        Assert.Equal(
            (index.Name, "7s"),
            ((string)description!["settings"]!["index"]!["default_pipeline"]!, (string)description["settings"]!["index"]!["refresh_interval"]!));
        Assert.Equal("1003", (string)description["settings"]!["index"]!["mapping"]!["total_fields"]!["limit"]!);
        Assert.Equal("""{"own":1}""", description["mappings"]!["_meta"]!.ToJsonString());
        Assert.NotNull(description["aliases"]![index.Name + "-alias"]!["filter"]);
        Assert.Equal(201, (await index.SendAsync("PUT", $"/{index.Name}/_doc/new", """{"title":"new"}""")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_ByAnAlias_MovesTheAliasAndKeepsTheOldIndex(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        var before = await index.DocumentsAsync(index.Name);

        var run = await CommandLineRun.RunAsync("repair", index.Name + "-alias", "--config", index.Config);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Equal(before, await index.DocumentsAsync(index.Name));
        Assert.Equal(before, await index.DocumentsAsync(index.Name + "-twinbert-repair"));
        Assert.Equal([index.Name + "-twinbert-repair"], (await index.AskAsync("GET", $"/{index.Name}-alias")).AsObject().Select(found => found.Key));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_AfterOneThatWasBrokenOff_TakesWhatWasWrittenSince(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        await index.AskAsync("PUT", $"/{index.Name}/_settings", """{"index.default_pipeline":null}""");

        using var calls = new BrokenOffCalls(index.Config) { IsInterrupt = call => call.Target.EndsWith("/_bulk", StringComparison.Ordinal) };
        var broken = await calls.RunAsync(index.Name, TestContext.Current.CancellationToken);
        await index.AskAsync("PUT", $"/{index.Name}/_doc/1?routing=r1", index.Source(101));
        await index.AskAsync("DELETE", $"/{index.Name}/_doc/2?routing=r2");
        var before = await index.DocumentsAsync(index.Name);
        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);

        Assert.Equal(ExitCode.Interrupted, broken);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Equal(before, await index.DocumentsAsync(index.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_OfAnotherModelsMapping_KeepsEveryByteButThoseEmbeddings(EngineKind kind)
    {
        await using var index = await GuessedIndex.OfAnotherModelAsync(engines, kind);
        var before = await index.DocumentsAsync(index.Name);

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config, "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        var report = JsonElement.Parse(run.Output);
        Assert.Equal([52, 0, 27], new[] { "documents", "kept", "dropped" }.Select(count => report.GetProperty(count).GetInt32()));
        Assert.True(await index.FitsAsync(index.Name));
        var after = await index.DocumentsAsync(index.Name);
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(
            Enumerable.Range(0, 50),
            i => Assert.Equal($"r{i % 3} {(i == 1 ? 3 : 2)} {GuessedIndex.Plain(i)}", after[$"{i}"]));
        Assert.Equal("{\n \"title\":\"line\"\n}", after["lines"][(after["lines"].IndexOf('{', StringComparison.Ordinal))..]);
        Assert.Contains("\"title\":\"mark\"", after["mark"], StringComparison.Ordinal);
        var next = await CommandLineRun.RunAsync("backfill", index.Name, "--config", index.Config);
        Assert.True(next.ExitCode == ExitCode.Done, next.Error + next.Output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_WhoseProcessDiedAtAnyOfItsChanges_IsDoneByTheNext(EngineKind kind)
    {
        var moments = 0;
        for (int? ended = null; ended is null; moments++)
        {
            await using var index = await GuessedIndex.CreateAsync(engines, kind);
            await index.AskAsync("PUT", $"/{index.Name}/_settings", """{"index.default_pipeline":null}""");
            var before = await index.DocumentsAsync(index.Name);
            using var calls = new BrokenOffCalls(index.Config) { DiesAt = 1 + moments, DiesBehind = (moments + (int)kind) % 2 == 1 };

            ended = await calls.RunAsync(index.Name, TestContext.Current.CancellationToken);
            var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);

            Assert.True(run.ExitCode == ExitCode.Done, $"Moment {moments}: {run.Error}{run.Output}");
            Assert.Equal(before, await index.DocumentsAsync(index.Name));
            Assert.True(await index.FitsAsync(index.Name));
            var (copy, description) = (await index.AskAsync("GET", "/" + index.Name)).AsObject().Single();
            Assert.Equal((index.Name + "-twinbert-repair", """{"own":1}"""), (copy, description!["mappings"]!["_meta"]!.ToJsonString()));
            Assert.Equal([index.Name, index.Name + "-alias"], description["aliases"]!.AsObject().Select(alias => alias.Key).Order());
            Assert.Equal(201, (await index.SendAsync("PUT", $"/{index.Name}/_doc/new", """{"title":"new"}""")).Status);
        }

        Assert.True(moments > 6, $"Only {moments} moments.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_OfAnIndexThatIsWrittenToInSpiteOfTheBlock_FailsAndLosesNothing(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        await index.AskAsync("PUT", $"/{index.Name}/_settings", """{"index.default_pipeline":null}""");
        using var calls = new BrokenOffCalls(index.Config)
        {
            After = async call =>
            {
                if (call.Target.EndsWith("/_bulk", StringComparison.Ordinal))
                {
                    await index.AskAsync("PUT", $"/{index.Name}/_settings", """{"index.blocks.write":null}""");
                    await index.AskAsync("PUT", $"/{index.Name}/_doc/1?routing=r1", index.Source(101));
                }
            },
        };

        await calls.RunAsync(index.Name, TestContext.Current.CancellationToken);
        var before = await index.DocumentsAsync(index.Name);
        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);

        Assert.Contains("written to", calls.Report!.Failure, StringComparison.Ordinal);
        Assert.Contains("shoe 101", before["1"], StringComparison.Ordinal);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Equal(before, await index.DocumentsAsync(index.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_WithADocumentThatTheEngineGivesNoReadableAnswerWith_CopiesItToo(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        await index.AskAsync("PUT", $"/{index.Name}/_doc/comment?pipeline=_none", "{\"title\":\"drill\"} // x");

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config, "--json");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Equal(51, JsonElement.Parse(run.Output).GetProperty("documents").GetInt32());
        await index.AskAsync("POST", $"/{index.Name}/_refresh");
        Assert.Equal(1, (int)(await index.AskAsync("POST", $"/{index.Name}/_count", """{"query":{"match":{"title":"drill"}}}"""))["count"]!);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_UnderATemplate_TakesNeitherItsAliasNorItsPipeline(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        var before = await index.DocumentsAsync(index.Name);
        await index.AskAsync(
            "PUT",
            $"/_index_template/{index.Name}",
            $$$"""{"index_patterns":["{{{index.Name}}}*"],"priority":900,"template":{"aliases":{"{{{index.Name}}}-shop":{}},"settings":{"default_pipeline":"{{{index.Name}}}","final_pipeline":"{{{index.Name}}}"} } }""");

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);
        await index.AskAsync("DELETE", $"/_index_template/{index.Name}");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Equal(before, await index.DocumentsAsync(index.Name));
        Assert.Equal(404, (await index.SendAsync("GET", $"/{index.Name}-shop")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Repair_DryRun_SaysWhatIsWrongAndChangesNothing(EngineKind kind)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, kind);
        var before = (await index.SendAsync("GET", "/" + index.Name)).Body;

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config, "--dry-run");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("'twinbert.embedding' is ", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, (await index.SendAsync("GET", "/" + index.Name)).Body);
        Assert.Equal(404, (await index.SendAsync("GET", $"/{index.Name}-twinbert-repair")).Status);
    }

    [Theory]
    [InlineData("""{"mappings":{"properties":{"twinbert":{"type":"keyword"}}}}""", "Choose another EmbeddingField")]
    [InlineData("""{"mappings":{"_source":{"excludes":["secret"]},"properties":{"twinbert":{"properties":{"embedding":{"type":"long"}}}}}}""", "sources as "
        + "they were written")]
    public async Task Repair_ThatIsNotSafe_IsRefusedAndChangesNothing(string mapping, string reason)
    {
        await using var index = await GuessedIndex.CreateAsync(engines, EngineKind.Elasticsearch8, mapping);
        var before = (await index.SendAsync("GET", "/" + index.Name)).Body;

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, (await index.SendAsync("GET", "/" + index.Name)).Body);
    }

    [Fact]
    public async Task Repair_OfAnIndexThatFits_HasNothingToDo()
    {
        await using var index = await GuessedIndex.CreateAsync(engines, EngineKind.Elasticsearch8, """{"mappings":{"properties":{"title":{"type":"text"}}}}""");

        var run = await CommandLineRun.RunAsync("repair", index.Name, "--config", index.Config);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("needs no repair", run.Output, StringComparison.Ordinal);
    }
}
