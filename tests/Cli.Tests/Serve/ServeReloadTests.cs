using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
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

    private static ProgramRun Start(string config) =>
        ProgramRun.Start(new Dictionary<string, string>(), "serve", "--config", config, "--listen", "http://127.0.0.1:0");
}
