using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

/// <summary>The serving process takes a changed configuration over while it serves, or says why not.</summary>
public sealed class ServeReloadTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HangUp_BrokenThenRightFile_IsRefusedThenServed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGHUP.");
        var config = cluster.WriteConfig("reload.json", cluster.Url, cluster.ModelFolder);
        await using var program = Start(config);
        using var client = await ClientAsync(program);

        await File.WriteAllTextAsync(config, "{ \"Indices\": { \"other\": { \"TextFields\": [], \"Widow\": 5 } } }", Cancel);
        await HangUpAsync(program);
        var refusal = await program.ErrorWithAsync("was not taken over", Cancel);
        var kept = await EntriesAsync(client);
        cluster.WriteConfig("reload.json", cluster.Url, cluster.ModelFolder);
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, Cancel)).Replace("shop*", "other", StringComparison.Ordinal), Cancel);
        await HangUpAsync(program);
        await program.ErrorWithAsync("TwinBert serves another configuration", Cancel);
        await program.ErrorWithAsync("No index, alias or data stream matches the entry 'other'", Cancel);

        Assert.Contains("Indices:other:Widow", refusal, StringComparison.Ordinal);
        Assert.Contains("Indices:other:TextFields", refusal, StringComparison.Ordinal);
        Assert.Equal(["shop*"], kept);
        Assert.Equal(["other"], await EntriesAsync(client));
    }

    [Fact]
    public async Task FileChanged_Anything_IsServedWithoutASignal()
    {
        var config = cluster.WriteConfig("watched.json", cluster.Url, cluster.ModelFolder);
        await using var program = Start(config);
        using var client = await ClientAsync(program);

        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config, Cancel)).Replace("shop*", "other", StringComparison.Ordinal), Cancel);
        await program.ErrorWithAsync("because of a changed file", Cancel);
        await program.ErrorWithAsync("TwinBert serves another configuration", Cancel);

        Assert.Equal(["other"], await EntriesAsync(client));
    }

    [Fact]
    public async Task ModelPackageChanged_Served_IsLoadedAnew()
    {
        using var first = TinyModel.Create();
        using var second = TinyModel.Create(dimensions: 16);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "package")).FullName;
        Copy(first.Package.Folder, folder);
        await using var program = Start(cluster.WriteConfig("model.json", cluster.Url, folder));
        using var client = await ClientAsync(program);

        Copy(second.Package.Folder, folder);
        await program.ErrorWithAsync("with model " + second.Package.Fingerprint.Value, Cancel);

        Assert.Equal(second.Package.Fingerprint.Value, (await StatusAsync(client)).GetProperty("model").GetProperty("fingerprint").GetString());
    }

    // Neither the manifest nor the fingerprint tells them apart.
    [Fact]
    public async Task HangUp_PackageWhoseQueryEncoderAloneChanged_IsServedWithTheVectorsThatAreThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGHUP.");
        const string Index = "shop-queries";
        using var first = TinyModel.Create(queries: new RandomWeights(1));
        using var second = TinyModel.Create(queries: new RandomWeights(2));
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "queries")).FullName;
        Copy(first.Package.Folder, folder);
        var config = cluster.WriteConfig("queries.json", cluster.Url, folder);
        await cluster.LoadAsync(Index, 5);
        await using (var backfill = ProgramRun.Start(new Dictionary<string, string>(), "backfill", Index, "--config", config))
        {
            Assert.Equal(ExitCode.Done, (await backfill.EndAsync(Cancel)).ExitCode);
        }

        await using var program = Start(config);
        using var client = await ClientAsync(program);
        var before = await SearchAsync(client, Index);

        Copy(second.Package.Folder, folder);
        await HangUpAsync(program);
        var line = await program.ErrorWithAsync("TwinBert serves another configuration", Cancel);
        var after = await SearchAsync(client, Index);

        Assert.Contains($"with model {first.Package.Fingerprint} (queries by {second.Package.QueryFingerprint})", line, StringComparison.Ordinal);
        var model = (await StatusAsync(client)).GetProperty("model");
        Assert.Equal(first.Package.Fingerprint.Value, model.GetProperty("fingerprint").GetString());
        Assert.Equal(second.Package.QueryFingerprint.Value, model.GetProperty("query_fingerprint").GetString());
        Assert.All(
            new[] { before, after },
            page =>
            {
                Assert.StartsWith("reranked; ", page.Verdict, StringComparison.Ordinal);
                Assert.Contains("scored=5; missing=0; ", page.Verdict, StringComparison.Ordinal);
                Assert.Contains($"model={first.Package.Fingerprint}", page.Verdict, StringComparison.Ordinal);
            });
        Assert.NotEqual(before.Scores, after.Scores);
    }

    // The manifest comes last: it says that the rest is there.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from).OrderBy(file => file.EndsWith("manifest.json", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    private static async Task<HttpClient> ClientAsync(ProgramRun program)
    {
        var ready = await program.ErrorWithAsync("TwinBert is ready on ", Cancel);
        return new HttpClient { BaseAddress = new Uri(ready.Split("ready on ")[1].Split(',')[0]) };
    }

    private static async Task<(string Verdict, string Scores)> SearchAsync(HttpClient client, string index)
    {
        using var answer = await client.GetAsync(new Uri($"{index}/_search?q=title:shoe", UriKind.Relative), Cancel);
        var hits = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("hits").GetProperty("hits");
        var scores = hits.EnumerateArray().Select(hit => (hit.GetProperty("_id").GetString()!, hit.GetProperty("_score").GetRawText())).Order();
        return (Assert.Single(answer.Headers.GetValues("X-TwinBert")), string.Join(' ', scores));
    }

    private static async Task<string?[]> EntriesAsync(HttpClient client) =>
        [.. (await StatusAsync(client)).GetProperty("indices").EnumerateArray().Select(entry => entry.GetString())];

    private static async Task<JsonElement> StatusAsync(HttpClient client) =>
        JsonElement.Parse(await client.GetStringAsync(new Uri("_twinbert/status", UriKind.Relative), Cancel));

    private static async Task HangUpAsync(ProgramRun program)
    {
        using var kill = Process.Start("kill", ["-HUP", program.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
        Assert.Equal(0, kill.ExitCode);
    }

    // How long own work may take is not what this is about, and machines that test are busy.
    private static ProgramRun Start(string config) => ProgramRun.Start(
        new Dictionary<string, string> { ["TWINBERT__Limits__RerankTimeout"] = "00:01:00" }, "serve", "--config", config, "--listen", "http://127.0.0.1:0");
}
