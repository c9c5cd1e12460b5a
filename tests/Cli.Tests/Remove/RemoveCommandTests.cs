using System.Text;
using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Cli.Tests.Remove;

/// <summary>Embeddings are taken out of documents again, and no other value of them.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class RemoveCommandTests(RealEngines engines)
{
    private const int Count = 30;

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_DocumentsWithAndWithout_LeavesAllElse(EngineKind kind)
    {
        var (engine, index) = await FillAsync(kind, "remove-all");
        var url = engine.GetLeftPart(UriPartial.Authority);

        var counted = await CommandLineRun.RunAsync("remove", index, "--upstream", url, "--dry-run");
        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", url);
        var again = await CommandLineRun.RunAsync("remove", index, "--upstream", url);
        var found = await SendAsync(engine, "POST", $"/{index}/_search", """{"query":{"match_all":{}},"size":100}""");

        Assert.Equal($"{index}: 20 documents have an embedding", counted.Output.Trim());
        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.StartsWith($"{index}: 20 documents have no embedding any more", run.Output, StringComparison.Ordinal);
        Assert.Equal($"{index}: 0 documents have an embedding", again.Output.Trim());
        Assert.DoesNotContain("text_hash", found, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(found);
        var sources = json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => Members(hit.GetProperty("_source")));
        Assert.Equal(
            Enumerable.Range(0, Count).Select(id => $"price=1.5,title=item {id}").Order(StringComparer.Ordinal), sources.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_IndexThatTakesNoWrites_SaysWhyAndEndsWithOne(EngineKind kind)
    {
        var (engine, index) = await FillAsync(kind, "remove-blocked");
        await SendAsync(engine, "PUT", $"/{index}/_settings", """{"index.blocks.write":true}""");

        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", engine.GetLeftPart(UriPartial.Authority));

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"'{index}': 20 documents still have an embedding. cluster_block_exception", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_NoSuchIndex_IsRefused(EngineKind kind)
    {
        var engine = await engines.GetAsync(kind);

        var run = await CommandLineRun.RunAsync("remove", "no-such-index", "--upstream", engine.GetLeftPart(UriPartial.Authority));

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("index_not_found_exception", run.Error, StringComparison.Ordinal);
    }

    // The engine writes them in an order of its own.
    private static string Members(JsonElement source) =>
        string.Join(',', source.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}={member.Value}"));

    private async Task<(Uri Engine, string Index)> FillAsync(EngineKind kind, string index)
    {
        var engine = await engines.GetAsync(kind);
        await SendAsync(engine, "DELETE", $"/{index}?ignore_unavailable=true", "");
        await SendAsync(
            engine, "PUT", $"/{index}", """{"mappings":{"properties":{"title":{"type":"text"},"twinbert":{"properties":{"model":{"type":"keyword"}}}}}}""");
        var bulk = new StringBuilder();
        for (var id = 0; id < Count; id++)
        {
            var embedding = id % 3 == 0 ? "" : ",\"twinbert\":{\"model\":\"m\",\"text_hash\":\"h\"}";
            bulk.Append("{\"index\":{}}\n").Append($$"""{"title":"item {{id}}","price":1.5""").Append(embedding).Append("}\n");
        }

        Assert.Contains("\"errors\":false", await SendAsync(engine, "POST", $"/{index}/_bulk?refresh=true", bulk.ToString()), StringComparison.Ordinal);
        return (engine, index);
    }

    private static async Task<string> SendAsync(Uri engine, string method, string target, string body)
    {
        using var client = new HttpClient { BaseAddress = engine };
        using var request = new HttpRequestMessage(new HttpMethod(method), target)
        {
            Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(request, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
