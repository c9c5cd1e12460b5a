using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Backfill.Switching;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

/// <summary>A change of the model from its first step to its last, with the commands that an operator has.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class SwitchCommandTests(RealEngines engines) : IDisposable
{
    private readonly ModelChange _change = new();

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _change.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Switch_FromTheFirstStepToTheLast_CountsDecidesAndTakesTheOldOut(EngineKind kind)
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        const string Index = "switched-1";
        await FillAsync(engine, Index, 10);
        Configure(engine, new { Model = _change.New, EmbeddingField = "v2" });
        Assert.Equal(ExitCode.Done, (await RunAsync("backfill", Index)).ExitCode);

        var early = await RunAsync("model", "switch", Index);
        Assert.Equal(ExitCode.Incomplete, early.ExitCode);
        Assert.Contains("'v2' has 0.00 % of the documents", early.Error.Replace("0.00%", "0.00 %", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await RunAsync("backfill", Index, "--embedding-field", "v2")).ExitCode);
        var status = await RunAsync("status", Index, "--embedding-field", "v2", "--json");
        Assert.Contains(_change.NewFingerprint, status.Output, StringComparison.Ordinal);

        var counted = await RunAsync("model", "switch", Index, "--dry-run");
        Assert.Contains("switched-*: searches are ranked by 'twinbert'", counted.Output, StringComparison.Ordinal);
        Assert.Null(await ServingAsync(engine));
        var gone = await RunAsync("model", "switch", "switched-*");
        Assert.True(gone.ExitCode == ExitCode.Done, gone.Error);
        Assert.Contains("'v2'", gone.Output, StringComparison.Ordinal);
        Assert.Equal("v2", await ServingAsync(engine));
        Assert.Equal(ExitCode.Done, (await RunAsync("model", "switch", Index, "--back")).ExitCode);
        Assert.Equal("twinbert", await ServingAsync(engine));
        Assert.Equal(ExitCode.Done, (await RunAsync("model", "switch", Index, "--to", "v2")).ExitCode);

        var refused = await RunAsync("remove", Index);
        Assert.Equal(ExitCode.Unusable, refused.ExitCode);
        Assert.Contains("HiddenEmbeddingFields", refused.Error, StringComparison.Ordinal);
        Configure(engine, null, "v2", _change.New, ["twinbert"]);
        Assert.Equal(ExitCode.Done, (await RunAsync("remove", Index, "--drop-old")).ExitCode);
        Assert.Equal((0, 10), (await CountAsync(engine, Index, "twinbert.model"), await CountAsync(engine, Index, "v2.embedding")));
        Assert.Equal("v2", await ServingAsync(engine));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Remove_TheObjectThatWasDecidedFor_TakesTheDecisionAwayToo(EngineKind kind)
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        const string Index = "switched-2";
        await FillAsync(engine, Index, 4);
        Configure(engine, new { Model = _change.New, EmbeddingField = "v2" });
        await RunAsync("backfill", Index, "--embedding-field", "v2");
        Assert.Equal(ExitCode.Done, (await RunAsync("model", "switch", Index, "--force")).ExitCode);
        Assert.Equal("v2", await ServingAsync(engine));

        Configure(engine, null, hidden: ["v2"]);
        Assert.Equal(ExitCode.Done, (await RunAsync("remove", Index, "--drop-old")).ExitCode);

        Assert.Null(await ServingAsync(engine));
    }

    [Fact]
    public async Task Switch_WithoutANextModel_SaysWhatIsMissing()
    {
        Configure(null, null);

        var run = await RunAsync("model", "switch", "switched-3");
        var unknown = await RunAsync("model", "switch", "other");

        Assert.Equal((ExitCode.Unusable, ExitCode.Unusable), (run.ExitCode, unknown.ExitCode));
        Assert.Contains("Indices:switched-* has no Next", run.Error, StringComparison.Ordinal);
        Assert.Contains("'other' is not configured", unknown.Error, StringComparison.Ordinal);
    }

    private static async Task FillAsync(HttpClient engine, string index, int documents)
    {
        await SendAsync(engine, "DELETE", $"/{index}?ignore_unavailable=true", null);
        await SendAsync(engine, "DELETE", $"/{ServingStore.Index}?ignore_unavailable=true", null);
        var bulk = string.Concat(Enumerable.Repeat("{\"index\":{}}\n{\"title\":\"an item\"}\n", documents));
        await SendAsync(engine, "POST", $"/{index}/_bulk?refresh=true", bulk);
    }

    private static async Task<string?> ServingAsync(HttpClient engine)
    {
        var answer = await SendAsync(engine, "GET", $"/{ServingStore.Index}/_doc/serving", null);
        return answer["_source"]?["entries"]?["switched-*"]?["serving"]?.GetValue<string>();
    }

    private static async Task<int> CountAsync(HttpClient engine, string index, string field)
    {
        await SendAsync(engine, "POST", $"/{index}/_refresh", null);
        var answer = await SendAsync(engine, "POST", $"/{index}/_count", $$"""{"query":{"exists":{"field":"{{field}}"} } }""");
        return answer["count"]!.GetValue<int>();
    }

    private static async Task<JsonNode> SendAsync(HttpClient engine, string method, string target, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await engine.SendAsync(request, Cancel);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
    }

    private void Configure(HttpClient? engine, object? next, string field = "twinbert", string? model = null, string[]? hidden = null)
    {
        var index = new Dictionary<string, object> { ["TextFields"] = new[] { "title" }, ["EmbeddingField"] = field };
        if (next is not null)
        {
            index["Next"] = next;
        }

        if (hidden is not null)
        {
            index["HiddenEmbeddingFields"] = hidden;
        }

        var url = engine?.BaseAddress!.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:9";
        _change.Configure(new { Url = url }, model ?? _change.Old, "switched-*", index);
    }

    private Task<CommandLineRun> RunAsync(params string[] args)
    {
        string[] state = args[0] == "backfill" ? ["--checkpoint", _change.PathOf($"{string.Concat(args)}.json")] : [];
        return _change.RunAsync([.. args, .. state]);
    }
}
