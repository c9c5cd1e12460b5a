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

        // The alias's name is taken in the last step only: a repair that cannot take it ends there.
        var broken = await BreakOffAsync(index);
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

    private static async Task<int> BreakOffAsync(GuessedIndex index)
    {
        using var calls = new BrokenOffCalls(
            new Uri(
                JsonElement.Parse(
                    await File.ReadAllTextAsync(index.Config, TestContext.Current.CancellationToken)).GetProperty("Upstream").GetProperty("Url").GetString()!));
        return await calls.RunAsync(index.Name, TestContext.Current.CancellationToken);
    }
}
