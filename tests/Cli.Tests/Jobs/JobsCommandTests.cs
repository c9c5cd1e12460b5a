using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Jobs;

[Collection(ConsoleAlone.Name)]
public sealed class JobsCommandTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    [Fact]
    public async Task Jobs_BackfillThatIsDone_ShowsIt()
    {
        await cluster.LoadAsync("shop-job", 30);
        var backfill = await RunAsync("backfill", "shop-job");
        var table = await RunAsync("jobs");
        var json = await RunAsync("jobs", "--json", "--slices");

        Assert.True(backfill.ExitCode == ExitCode.Done, backfill.Error);
        Assert.Matches("shop-job +done +30 +30 +30 +0 +0 +0", table.Output);
        Assert.All(table.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var job = JsonElement.Parse(json.Output).GetProperty("jobs").EnumerateArray().First(job => job.GetProperty("job").GetString() == "shop-job");
        Assert.Equal(("done", 30), (job.GetProperty("state").GetString(), job.GetProperty("total").GetInt32()));
        var slice = Assert.Single(job.GetProperty("first_round").EnumerateArray());
        var turn = Assert.Single(slice.GetProperty("turns").EnumerateArray());
        Assert.Equal(30, turn.GetProperty("embedded").GetInt32());
        Assert.Contains($"process {Environment.ProcessId}", turn.GetProperty("place").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_OfAnotherEmbeddingObject_HasAJobOfItsOwnToShowAndToOrder()
    {
        string[] next = ["--embedding-field", "twinbert_v2", "--model", cluster.ModelFolder];
        await cluster.LoadAsync("shop-two", 5);
        await RunAsync("backfill", "shop-two");

        var backfill = await RunAsync(["backfill", "shop-two", .. next, "--json"]);
        await ReopenAsync("shop-two:twinbert_v2");
        var pause = await RunAsync("jobs", "pause", "shop-two:twinbert_v2");
        var json = await RunAsync("jobs", "--json");
        var other = await RunAsync("backfill", "shop-two", "--json");

        Assert.Equal(5, JsonElement.Parse(backfill.Output).GetProperty("indices")[0].GetProperty("embedded").GetInt32());
        Assert.Contains("The job 'shop-two:twinbert_v2' is paused", pause.Output, StringComparison.Ordinal);
        var jobs = JsonElement.Parse(json.Output).GetProperty("jobs").EnumerateArray()
            .Where(job => job.GetProperty("index").GetString() == "shop-two")
            .Select(job => (job.GetProperty("job").GetString(), job.GetProperty("embedding_field").GetString(), job.GetProperty("state").GetString()));
        Assert.Equal([("shop-two", "twinbert", "done"), ("shop-two:twinbert_v2", "twinbert_v2", "paused")], jobs);
        Assert.True(other.ExitCode == ExitCode.Done, other.Error);
        await RunAsync("jobs", "cancel", "shop-two:twinbert_v2");
    }

    [Fact]
    public async Task Backfill_LostDocuments_AreListedInTheClusterCopiedAndTriedAgain()
    {
        await cluster.LoadAsync("shop-lost", 3);
        await RunAsync("backfill", "shop-lost");
        await cluster.SendAsync(HttpMethod.Put, "/shop-lost/_doc/odd?refresh=true", """{"title":"red shoe","twinbert.model":"abc"}""");

        var backfill = await RunAsync("backfill", "shop-lost");
        await cluster.SendAsync(HttpMethod.Put, "/shop-lost/_doc/odd?refresh=true", """{"title":"red shoe"}""");
        var copy = backfill.Error.ReplaceLineEndings(" ").Split("are in ")[1].Trim();
        var listed = await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken);
        File.Delete(copy);
        var retried = await RunAsync("backfill", "shop-lost", "--retry-failed", "--json");
        var again = await RunAsync("backfill", "shop-lost", "--retry-failed", "--json", "--job-store", "cluster");

        Assert.Equal(ExitCode.Incomplete, backfill.ExitCode);
        Assert.Contains("\"id\":\"odd\"", listed, StringComparison.Ordinal);
        Assert.Equal((1, 1), Tried(retried));
        Assert.Equal((0, 0), Tried(again));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task Jobs_OrderToAJobThatIsNotThere_SaysWhichThereAre(string order)
    {
        await cluster.LoadAsync("shop-there", 1);
        await RunAsync("backfill", "shop-there");

        var missing = await RunAsync("jobs", order, "shop-none");
        var over = await RunAsync("jobs", order, "shop-there");

        Assert.Equal(ExitCode.Unusable, missing.ExitCode);
        Assert.Contains("no job 'shop-none'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("'shop-there'", missing.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Incomplete, over.ExitCode);
        Assert.Contains($"The job 'shop-there' is over (done): there is nothing to {order}.", over.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_JobThatIsPaused_ShowsIt()
    {
        await cluster.LoadAsync("shop-paused", 5);
        await RunAsync("backfill", "shop-paused");
        await ReopenAsync("shop-paused");
        var pause = await RunAsync("jobs", "pause", "shop-paused");

        var status = await RunAsync("status", "shop-paused");
        var json = await RunAsync("status", "shop-paused", "--json");

        Assert.True(pause.ExitCode == ExitCode.Done, pause.Error);
        Assert.Contains("shop-paused: backfill paused", status.Output, StringComparison.Ordinal);
        var job = JsonElement.Parse(json.Output).GetProperty("indices")[0].GetProperty("job");
        Assert.Equal("paused", job.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Status_JobOfAnotherEmbeddingObject_IsNamedUntilItIsOver()
    {
        string[] next = ["--embedding-field", "twinbert_v2", "--model", cluster.ModelFolder];
        await cluster.LoadAsync("shop-beside", 5);
        await RunAsync("backfill", "shop-beside");
        await RunAsync(["backfill", "shop-beside", .. next]);
        var over = await RunAsync("status", "shop-beside");
        await ReopenAsync("shop-beside:twinbert_v2");

        var status = await RunAsync("status", "shop-beside");
        var json = await RunAsync("status", "shop-beside", "--json");
        await RunAsync("jobs", "cancel", "shop-beside:twinbert_v2");

        Assert.DoesNotContain("backfill", over.Output, StringComparison.Ordinal);
        var line = Assert.Single(status.Output.Split('\n'), line => line.Contains("backfill", StringComparison.Ordinal));
        Assert.StartsWith("shop-beside:twinbert_v2: backfill running", line, StringComparison.Ordinal);
        Assert.EndsWith("; counted with --embedding-field twinbert_v2", line.TrimEnd(), StringComparison.Ordinal);
        var index = JsonElement.Parse(json.Output).GetProperty("indices")[0];
        Assert.Equal(JsonValueKind.Null, index.GetProperty("job").ValueKind);
        Assert.Equal("shop-beside:twinbert_v2", Assert.Single(index.GetProperty("other_jobs").EnumerateArray()).GetProperty("job").GetString());
    }

    [Fact]
    public async Task Backfill_OwnIndex_IsNotConfiguredWhateverThePatterns()
    {
        await cluster.LoadAsync("shop-own", 1);
        await RunAsync("backfill", "shop-own");
        var config = cluster.WriteConfig("all.json", cluster.Url, cluster.ModelFolder);
        await File.WriteAllTextAsync(
            config,
            (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("shop*", "*", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var run = await CommandLineRun.RunAsync("backfill", ".twinbert-jobs", "--config", config);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("'.twinbert-jobs' is not configured", run.Error, StringComparison.Ordinal);
    }

    private static (int Tried, int Embedded) Tried(CommandLineRun run)
    {
        var index = JsonElement.Parse(run.Output).GetProperty("indices")[0];
        return (index.GetProperty("tried").GetInt32(), index.GetProperty("embedded").GetInt32());
    }

    // A job that nobody has finished, as a killed process leaves it.
    private async Task ReopenAsync(string index)
    {
        var job = (await cluster.SendAsync(HttpMethod.Get, $"/.twinbert-jobs/_doc/job-{index}")).GetProperty("_source").GetRawText();
        var open = job.Replace("\"state\":\"done\"", "\"state\":\"running\"", StringComparison.Ordinal);
        await cluster.SendAsync(HttpMethod.Put, $"/.twinbert-jobs/_doc/job-{index}", open);
    }

    // The state of these runs is in the cluster; what they leave beside it is in the folder of the tests.
    private Task<CommandLineRun> RunAsync(params string[] arguments) => CommandLineRun.RunAsync([.. arguments, "--config", cluster.Config]);
}
