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
    private const string Embedding = ",\"twinbert\":{\"model\":\"m\",\"text_hash\":\"h\"}";

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
    public async Task Remove_IndexThatTakesNoWrites_IsRefused(EngineKind kind)
    {
        var (engine, index) = await FillAsync(kind, "remove-blocked");
        await SendAsync(engine, "PUT", $"/{index}/_settings", """{"index.blocks.write":true}""");

        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", engine.GetLeftPart(UriPartial.Authority));

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains($"The index '{index}' refuses writes (index.blocks.write). Remove the block first.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_IndexWithADefaultPipeline_KeepsSourcesToTheByteAndRoutings(EngineKind kind)
    {
        var (engine, index) = await PipelinedAsync(kind, "remove-default", "default_pipeline");
        var url = engine.GetLeftPart(UriPartial.Authority);
        var stored = (await SendAsync(engine, "GET", $"/{index}/_source/1?routing=a", "")).Replace(Embedding, "", StringComparison.Ordinal);

        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", url, "--rate", "1000");
        var removed = await SendAsync(engine, "GET", $"/{index}/_doc/1?routing=a", "");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Contains(stored, removed, StringComparison.Ordinal);
        Assert.Contains("\"_version\":2,", removed, StringComparison.Ordinal);
        Assert.Contains("\"_routing\":\"a\"", removed, StringComparison.Ordinal);
        Assert.DoesNotContain("twinbert", removed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_IndexWithAFinalPipeline_DoesNotSendDocumentsThroughItAgain(EngineKind kind)
    {
        var (engine, index) = await PipelinedAsync(kind, "remove-final", "final_pipeline");

        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", engine.GetLeftPart(UriPartial.Authority));
        var removed = await SendAsync(engine, "GET", $"/{index}/_doc/1?routing=a", "");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        using var json = JsonDocument.Parse(removed);
        Assert.Equal("price=1.50,times=1,title=a  drill", Members(json.RootElement.GetProperty("_source")).Replace("1.5,", "1.50,", StringComparison.Ordinal));
        Assert.Contains("\"_routing\":\"a\"", removed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Remove_IndexThatABackfillWorksOn_IsRefusedAndLeftAsItIs(EngineKind kind)
    {
        var (engine, index) = await FillAsync(kind, "remove-busy");
        var sign = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(
            engine, "POST", "/_aliases",
            $$$"""{"actions":[{"add":{"index":"{{{index}}}","alias":"twinbert-run-other-1","is_hidden":true,"search_routing":"{{{sign}}} on shop-1"}}]}""");

        var run = await CommandLineRun.RunAsync("remove", index, "--upstream", engine.GetLeftPart(UriPartial.Authority));

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"'{index}': 20 documents still have an embedding, 0 have none any more. Another backfill of", run.Error, StringComparison.Ordinal);
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
            var embedding = id % 3 == 0 ? "" : Embedding;
            bulk.Append("{\"index\":{}}\n").Append($$"""{"title":"item {{id}}","price":1.5""").Append(embedding).Append("}\n");
        }

        Assert.Contains("\"errors\":false", await SendAsync(engine, "POST", $"/{index}/_bulk?refresh=true", bulk.ToString()), StringComparison.Ordinal);
        return (engine, index);
    }

    // The pipeline counts how often a document goes through it.
    private async Task<(Uri Engine, string Index)> PipelinedAsync(EngineKind kind, string index, string pipeline)
    {
        var engine = await engines.GetAsync(kind);
        await SendAsync(engine, "DELETE", $"/{index}?ignore_unavailable=true", "");
        await SendAsync(
            engine, "PUT", "/_ingest/pipeline/remove-times",
            """{"processors":[{"script":{"source":"ctx.times = ctx.times == null ? 1 : ctx.times + 1"}}]}""");
        await SendAsync(engine, "PUT", $"/{index}", $$$"""{"settings":{"index.{{{pipeline}}}":"remove-times"},"mappings":{"dynamic":true}}""");
        await SendAsync(
            engine, "PUT", $"/{index}/_doc/1?routing=a&refresh=true{(pipeline == "default_pipeline" ? "&pipeline=_none" : "")}",
            $$"""{"title":"a  drill"{{Embedding}}, "price" : 1.50}""");
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
