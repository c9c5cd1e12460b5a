using System.Text;
using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

/// <summary>Two processes that stay with one index, each with the embeddings of another model.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class FollowTwoModelsTests(RealEngines engines) : IDisposable
{
    private const string Index = "followed-1";
    private const string Next = Index + ":v2";
    private const int Documents = 40;
    private readonly ModelChange _change = new();

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _change.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Backfill_OneOfTwoModelsFollowedIsKilled_TheOtherGoesOnAndTheFirstComesBack(EngineKind kind)
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        await SendAsync(engine, "DELETE", $"/{Index}?ignore_unavailable=true", null);
        await SendAsync(
            engine, "POST", $"/{Index}/_bulk?refresh=true", string.Concat(Enumerable.Repeat("{\"index\":{}}\n{\"title\":\"a red shoe\"}\n", Documents)));
        Configure(engine.BaseAddress!);

        // 1. Both stay with the index, and both embed what somebody writes.
        await using var first = await FollowAsync();
        await using var second = await FollowAsync("--embedding-field", "v2");
        await WriteAsync(engine, "written");
        await UntilAsync(async () => (await EmbeddedAsync(engine, "twinbert"), await EmbeddedAsync(engine, "v2")) == (Documents + 1, Documents + 1));
        var both = await JobsAsync();
        var sound = await DoctorAsync();

        // 2. Of the two only the one that was killed is missing.
        await first.KillAsync();
        await WriteAsync(engine, "written-later");
        await UntilAsync(async () => await EmbeddedAsync(engine, "v2") == Documents + 2);
        var one = await JobsAsync();
        var abandoned = await DoctorAsync();

        // 3. It goes on where it was.
        await using var again = await FollowAsync();
        await UntilAsync(async () => await EmbeddedAsync(engine, "twinbert") == Documents + 2);
        var end = await JobsAsync();

        Assert.Equal([(Index, "following", first.Id), (Next, "following", second.Id)], both);
        Assert.DoesNotContain(sound, text => text.Contains($"job '{Index}", StringComparison.Ordinal));
        Assert.Equal([(Index, "following", 0), (Next, "following", second.Id)], one);
        var left = Assert.Single(abandoned, text => text.Contains($"job '{Index}", StringComparison.Ordinal));
        Assert.StartsWith($"The job '{Index}' is not done, and nobody works on it. To go on: twinbert backfill {Index};", left, StringComparison.Ordinal);
        Assert.Equal([(Index, "following", again.Id), (Next, "following", second.Id)], end);
        await RunAsync("jobs", "cancel", Index);
        await RunAsync("jobs", "cancel", Next);
        await SendAsync(engine, "DELETE", "/" + Index, null);
    }

    private async Task<ProgramRun> FollowAsync(params string[] more)
    {
        var run = ProgramRun.Start(
            new Dictionary<string, string>(),
            ["backfill", Index, "--follow", "--follow-interval", "0.2", "--governor", "off", "--config", _change.Config, .. more]);
        await run.ErrorWithAsync($"{Index}: up to date, and followed", Cancel);
        return run;
    }

    // Job, state, and the process that works on it.
    private async Task<(string? Job, string? State, int Process)[]> JobsAsync()
    {
        var run = await RunAsync("jobs", "--json");
        return
        [
            .. JsonElement.Parse(run.Output).GetProperty("jobs").EnumerateArray()
                .Where(job => job.GetProperty("index").GetString() == Index)
                .Select(job => (
                    job.GetProperty("job").GetString(),
                    job.GetProperty("state").GetString(),
                    job.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("process").GetInt32()).SingleOrDefault())),
        ];
    }

    // What is said of jobs.
    private async Task<string[]> DoctorAsync()
    {
        var run = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        return
        [
            .. JsonElement.Parse(run.Output).EnumerateArray()
                .Where(result => result.GetProperty("subject").GetString() == "jobs")
                .Select(result => result.GetProperty("text").GetString()!),
        ];
    }

    private static Task<JsonElement> WriteAsync(HttpClient engine, string id) =>
        SendAsync(engine, "PUT", $"/{Index}/_doc/{id}", """{"title":"a blue lamp"}""");

    private static async Task<int> EmbeddedAsync(HttpClient engine, string field)
    {
        await SendAsync(engine, "POST", $"/{Index}/_refresh", null);
        var answer = await SendAsync(engine, "POST", $"/{Index}/_count", $$"""{"query":{"exists":{"field":"{{field}}.embedding"} } }""");
        return answer.GetProperty("count").GetInt32();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(100, Cancel);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient engine, string method, string target, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await engine.SendAsync(request, Cancel);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private void Configure(Uri engine)
    {
        var index = new { TextFields = new[] { "title" }, Next = new { Model = _change.New, EmbeddingField = "v2" } };
        _change.Configure(new { Url = engine.GetLeftPart(UriPartial.Authority) }, _change.Old, Index, index);
    }

    private Task<CommandLineRun> RunAsync(params string[] args) => _change.RunAsync(args);
}
