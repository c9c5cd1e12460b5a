using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Switching;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Cli.Tests.Doctor;

/// <summary>What <c>doctor</c> says of the jobs and the decision that a cluster keeps.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class KeptStateTests(RealEngines engines) : IDisposable
{
    private const string User = "twinbert-doctor";
    private readonly ModelChange _change = new();

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _change.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task Doctor_OfAJobThatNobodyWorksOnAndADecisionWithoutDocuments_NamesBoth(EngineKind kind)
    {
        const string Index = "kept-1";
        using var engine = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        await FillAsync(engine, Index);
        Configure(engine.BaseAddress!, null);
        Assert.Equal(ExitCode.Done, (await RunAsync("backfill", Index)).ExitCode);
        var sound = await DoctorAsync();
        Assert.DoesNotContain(sound, result => result.Subject is "jobs" or "switch" && result.Status != "ok");

        await AbandonAsync(engine, Index);
        Assert.Equal(ExitCode.Done, (await RunAsync("model", "switch", Index, "--force")).ExitCode);
        var found = await DoctorAsync();
        Assert.Equal(ExitCode.Done, (await RunAsync("jobs", "cancel", Index)).ExitCode);
        Assert.Equal(ExitCode.Done, (await RunAsync("backfill", Index, "--embedding-field", "v2", "--restart")).ExitCode);
        var mended = await DoctorAsync();
        await AbandonAsync(engine, Index + ":v2");
        var next = await DoctorAsync();

        Assert.Contains(found, result => result is { Subject: "jobs", Status: "warning" }
            && result.Text.Contains($"twinbert jobs cancel {Index}", StringComparison.Ordinal));
        Assert.Contains(found, result => result is { Subject: "switch", Status: "warning" }
            && result.Text.Contains("--embedding-field v2, or go back with", StringComparison.Ordinal));
        Assert.DoesNotContain(mended, result => result.Subject is "jobs" or "switch" && result.Status != "ok");
        Assert.Contains(next, result => result is { Subject: "jobs", Status: "warning" }
            && result.Text.Contains($"twinbert backfill {Index} --embedding-field v2; to end it: twinbert jobs cancel {Index}:v2", StringComparison.Ordinal));
        await SendAsync(engine, "DELETE", $"/{ServingStore.Index}?ignore_unavailable=true", null);
    }

    [Theory]
    [InlineData("{}", "jobs", "create_index, read, write, view_index_metadata", "keeps its state in a file")]
    [InlineData("{}", "switch", "create_index, read, write", "cannot go over")]
    [InlineData(
        """{"names":[".twinbert-jobs"],"privileges":["create_index","read","write","view_index_metadata"]}""",
        "switch",
        "create_index, read, write",
        "cannot go over")]
    [InlineData("""{"names":[".twinbert-*"],"privileges":["create_index","read","write","view_index_metadata"]}""", "", "", "")]
    public async Task Doctor_OfAnAccountWithoutThem_SaysWhatFollowsAndTheRemedy(string granted, string subject, string missing, string consequence)
    {
        const string Index = "kept-2";
        using var engine = new HttpClient { BaseAddress = await engines.GetSecuredAsync() };
        engine.DefaultRequestHeaders.Authorization = new(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RealEngines.SecuredUser}:{RealEngines.SecuredPassword}")));
        await FillAsync(engine, Index);
        var more = granted == "{}" ? "" : "," + granted;
        await SendAsync(engine, "PUT", $"/_security/role/{User}", $$"""
            {"cluster":["monitor"],"indices":[{"names":["{{Index}}","twinbert-run-*"],"privileges":["all"]}{{more}}]}
            """);
        await SendAsync(engine, "PUT", $"/_security/user/{User}", $$"""{"password":"{{RealEngines.SecuredPassword}}","roles":["{{User}}"]}""");
        Configure(engine.BaseAddress!, User);

        var found = await DoctorAsync();

        string[] told = [.. found.Where(result => result.Subject == subject && result.Status == "warning").Select(result => result.Text)];
        if (subject.Length == 0)
        {
            Assert.DoesNotContain(found, result => result.Subject is "jobs" or "switch" && result.Status != "ok");
            return;
        }

        var text = Assert.Single(told);
        Assert.Contains($"The account has no {missing} on", text, StringComparison.Ordinal);
        Assert.Contains(consequence, text, StringComparison.Ordinal);
        Assert.Contains("Grant 'create_index', 'read', 'write'", text, StringComparison.Ordinal);
    }

    private static async Task FillAsync(HttpClient engine, string index)
    {
        await SendAsync(engine, "DELETE", $"/{index}?ignore_unavailable=true", null);
        await SendAsync(engine, "DELETE", $"/{JobsIndex.Name}?ignore_unavailable=true", null);
        await SendAsync(engine, "DELETE", $"/{ServingStore.Index}?ignore_unavailable=true", null);
        await SendAsync(engine, "POST", $"/{index}/_bulk?refresh=true", string.Concat(Enumerable.Repeat("{\"index\":{}}\n{\"title\":\"an item\"}\n", 3)));
    }

    // As a process leaves it that was killed and has not been heard of since.
    private static async Task AbandonAsync(HttpClient engine, string index)
    {
        var job = (await SendAsync(engine, "GET", $"/{JobsIndex.Name}/_doc/job-{index}", null))["_source"]!;
        job["state"] = "running";
        job["workers"] = new JsonArray();
        await SendAsync(engine, "PUT", $"/{JobsIndex.Name}/_doc/job-{index}?refresh=true", job.ToJsonString());
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

    private async Task<List<(string Status, string Subject, string Text)>> DoctorAsync()
    {
        var run = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        return
        [
            .. JsonElement.Parse(run.Output).EnumerateArray().Select(
                result => (result.GetProperty("status").GetString()!, result.GetProperty("subject").GetString()!, result.GetProperty("text").GetString()!)),
        ];
    }

    private void Configure(Uri engine, string? user)
    {
        var index = new { TextFields = new[] { "title" }, Next = new { Model = _change.New, EmbeddingField = "v2" } };
        var url = engine.GetLeftPart(UriPartial.Authority);
        object upstream = user is null ? new { Url = url } : new { Url = url, Username = user, Password = RealEngines.SecuredPassword };
        _change.Configure(upstream, _change.Old, "kept-*", index);
    }

    private Task<CommandLineRun> RunAsync(params string[] args) => _change.RunAsync(args);
}
