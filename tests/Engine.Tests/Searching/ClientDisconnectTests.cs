using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>A client that hangs up on the sidecar ends its search in the engine, as if it had hung up on that.</summary>
public sealed class ClientDisconnectTests(RealEngines engines)
{
    private const int Shards = 20;
    private const int Documents = 30_000;

    // One shard after the other, each for long enough to be seen: far longer altogether than anybody would wait here.
    private const string Slow =
        """{"query":{"script_score":{"query":{"match":{"title":"slow"}},"script":{"source":"double x = 1; for (int i = 0; i < 900000; i++) { x += i % 7; } return x;"}}},"size":3}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_ClientHangsUp_EndsInTheEngine(EngineKind kind)
    {
        var engine = await engines.GetAsync(kind);
        using var direct = new HttpClient { BaseAddress = engine };
        var index = "disconnect-" + Guid.NewGuid().ToString("n")[..10];
        await FillAsync(direct, index);
        await using var sidecar = await SidecarHost.StartAsync(
            HashingSidecar.Settings(engine, new() { [index] = new() { TextFields = ["title"] } }),
            TestContext.Current.CancellationToken);
        using var through = new HttpClient { BaseAddress = sidecar.Url };

        // To be reranked, passed on, and several in one request.
        await HangUpAsync(direct, through, new(index, "_search", Off: false));
        await HangUpAsync(direct, through, new(index, "_search", Off: true));
        await HangUpAsync(direct, through, new(index, "_msearch", Off: false));

        (await direct.DeleteAsync("/" + index, CancellationToken.None)).Dispose();
    }

    private static async Task HangUpAsync(HttpClient direct, HttpClient through, Course course)
    {
        using var client = new CancellationTokenSource();
        var opaqueId = Guid.NewGuid().ToString("n");

        var search = SendAsync(through, course, opaqueId, client.Token);
        await WaitAsync(
            () => IsRunningAsync(direct, opaqueId),
            () => search.IsCompleted ? $"{course}: it was over before it could be seen." : $"{course}: it was not seen to run.");
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await WaitAsync(async () => !await IsRunningAsync(direct, opaqueId), () => $"{course}: it goes on although nobody waits for it.");
    }

    private static async Task<string> SendAsync(HttpClient client, Course course, string opaqueId, CancellationToken cancellationToken)
    {
        var isMulti = course.Action == "_msearch";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{course.Index}/{course.Action}?max_concurrent_shard_requests=1")
        {
            Content = new StringContent(isMulti ? $"{{}}\n{Slow}\n" : Slow, Encoding.UTF8, isMulti ? "application/x-ndjson" : "application/json"),
        };
        request.Headers.Add("X-Opaque-Id", opaqueId);
        if (course.Off)
        {
            request.Headers.Add("X-TwinBert", "off");
        }

        using var response = await client.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Whether the engine works on a search that was not cancelled.</summary>
    private static async Task<bool> IsRunningAsync(HttpClient engine, string opaqueId)
    {
        using var tasks = JsonDocument.Parse(
            await engine.GetByteArrayAsync("/_tasks?actions=indices:data/read/*search&detailed=true&group_by=none", TestContext.Current.CancellationToken));
        return tasks.RootElement.GetProperty("tasks").EnumerateArray().Any(task =>
            task.GetProperty("headers").TryGetProperty("X-Opaque-Id", out var id) && id.ValueEquals(opaqueId)
            && !(task.TryGetProperty("cancelled", out var cancelled) && cancelled.GetBoolean()));
    }

    private static async Task WaitAsync(Func<Task<bool>> condition, Func<string> complaint)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, complaint());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task FillAsync(HttpClient engine, string index)
    {
        using var settings = new StringContent(
            "{\"settings\":{\"number_of_shards\":" + Shards + ",\"number_of_replicas\":0}}",
            Encoding.UTF8,
            "application/json");
        (await engine.PutAsync("/" + index, settings, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        var lines = new StringBuilder();
        for (var id = 0; id < Documents; id++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{{\"index\":{{\"_id\":\"{id}\"}}}}\n{{\"title\":\"slow\"}}\n");
        }

        using var bulk = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        (await engine.PostAsync($"/{index}/_bulk?refresh=true", bulk, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private sealed record Course(string Index, string Action, bool Off);
}
