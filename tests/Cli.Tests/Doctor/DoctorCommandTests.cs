using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Doctor;

/// <summary>What <c>doctor</c> and <c>explain</c> find in front of an embedded node, and of a sidecar before it.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class DoctorCommandTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    private const string Nobody = "http://127.0.0.1:1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_EverythingInOrderButEmbeddings_NamesThemAndEndsWithOne()
    {
        await cluster.LoadAsync("shop-doctor", 3);

        var before = await CommandLineRun.RunAsync("doctor", "--config", cluster.Config, "--url", Nobody, "--json");
        await CommandLineRun.RunAsync("backfill", "shop-doctor", "--config", cluster.Config);
        var after = await CommandLineRun.RunAsync("doctor", "--config", cluster.Config, "--url", Nobody, "--json");

        var warning = Assert.Single(Found(before), result => result.Status == "warning");
        Assert.Equal("coverage", warning.Subject);
        Assert.Contains("twinbert backfill shop-doctor", warning.Text, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Incomplete, ExitCode.Done), (before.ExitCode, after.ExitCode));
        Assert.Contains(Found(after), result => result is { Subject: "cluster", Status: "ok" });
        Assert.Contains(Found(after), result => result is { Subject: "sidecar", Status: "unknown" });
    }

    [Fact]
    public async Task Doctor_DamagedModel_NamesTheFile()
    {
        var model = Directory.CreateDirectory(Path.Combine(cluster.Folder, "damaged")).FullName;
        foreach (var file in Directory.GetFiles(cluster.ModelFolder))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancel);
            await File.WriteAllBytesAsync(
                Path.Combine(model, Path.GetFileName(file)), file.EndsWith(".onnx", StringComparison.Ordinal) ? bytes[..(bytes.Length / 2)] : bytes, Cancel);
        }

        var run = await CommandLineRun.RunAsync("doctor", "--config", cluster.WriteConfig("damaged.json", Nobody, model), "--url", Nobody, "--json");

        Assert.Contains(Found(run), result => result is { Subject: "model", Status: "error" } && result.Text.Contains(".onnx", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
    }

    [Fact]
    public async Task Doctor_NextModelThatGivesDocumentsTheSameVectors_WarnsOfIt()
    {
        using var queries = TinyModel.Create(queries: new RandomWeights(1));
        var config = Path.Combine(cluster.Folder, "next.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new
        {
            Upstream = new { Url = Nobody },
            Model = cluster.ModelFolder,
            Indices = new Dictionary<string, object>
            {
                ["shop"] = new { TextFields = new[] { "title" }, Next = new { Model = queries.Package.Folder, EmbeddingField = "v2" } },
                ["lost"] = new { TextFields = new[] { "title" }, Next = new { Model = "no-such-model", EmbeddingField = "v2" } },
            },
        }), Cancel);

        var found = Found(await CommandLineRun.RunAsync("doctor", "--config", config, "--url", Nobody, "--json"));

        Assert.Contains(found, result => result is { Subject: "model", Status: "warning" }
            && result.Text.Contains("Take Indices:shop:Next out", StringComparison.Ordinal));
        Assert.Contains(found, result => result is { Subject: "model", Status: "error" }
            && result.Text.StartsWith("Indices:lost:Next:Model: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_NoCluster_SaysSoAndEnds()
    {
        var config = cluster.WriteConfig("nobody.json", Nobody, cluster.ModelFolder);

        var run = await CommandLineRun.RunAsync("doctor", "--config", config, "--url", Nobody);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("error   cluster       The cluster at http://127.0.0.1:1 cannot be reached", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoctorAndExplain_ThroughASidecar_ShowWhatItDoes()
    {
        await cluster.LoadAsync("shop-through", 5);
        await CommandLineRun.RunAsync("backfill", "shop-through", "--config", cluster.Config);
        // How long own work may take is not what this is about, and machines that test are busy.
        await using var program = ProgramRun.Start(
            new Dictionary<string, string> { ["TWINBERT__Limits__RerankTimeout"] = "00:01:00" },
            "serve", "--config", cluster.Config, "--listen", "http://127.0.0.1:0");
        var url = (await program.ErrorWithAsync("TwinBert is ready on ", Cancel)).Split("ready on ")[1].Split(',')[0];
        var requests = Path.Combine(cluster.Folder, "requests.jsonl");
        await File.WriteAllTextAsync(requests, """
            {"path":"/shop-through/_search","body":{"query":{"match":{"title":"red shoe 3"}}}}
            {"method":"GET","path":"/shop-through/_mapping"}
            """, Cancel);

        var explained = await CommandLineRun.RunAsync("explain", "shop-through", "red shoe 3", "--config", cluster.Config, "--url", url);
        var json = await CommandLineRun.RunAsync(
            "explain", "shop-through", """{"query":{"match":{"title":"shoe"}},"size":2}""", "--config", cluster.Config, "--url", url, "--json");
        var replayed = await CommandLineRun.RunAsync("doctor", "--config", cluster.Config, "--url", url, "--replay", requests, "--json");

        Assert.Equal(ExitCode.Done, explained.ExitCode);
        Assert.StartsWith("reranked; ", explained.Output, StringComparison.Ordinal);
        Assert.Contains("looked for \"red shoe 3\"", explained.Output, StringComparison.Ordinal);
        Assert.Equal(5, JsonElement.Parse(json.Output).GetProperty("hits").GetArrayLength());
        Assert.All(Found(replayed).Where(result => result.Subject == "replay"), result => Assert.Equal("ok", result.Status));
        Assert.Equal(2, Found(replayed).Count(result => result.Subject == "replay"));
    }

    [Fact]
    public async Task Explain_WhatIsNoSidecar_IsRefused()
    {
        // With an embedding, so that the doctor of another test finds nothing to say of it.
        await cluster.LoadAsync("shop-none", 1);
        await CommandLineRun.RunAsync("backfill", "shop-none", "--config", cluster.Config);

        var run = await CommandLineRun.RunAsync("explain", "shop-none", "shoe", "--config", cluster.Config, "--url", cluster.Url);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("is no TwinBert sidecar", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RequestsThatAreNone_NameTheLine()
    {
        var requests = Path.Combine(cluster.Folder, "broken.jsonl");
        await File.WriteAllTextAsync(requests, "\n{\"method\":\"GET\"}\n", Cancel);

        await Assert.ThrowsAsync<UnusableInputException>(() => Cli.Doctor.RequestFile.ReadAsync(requests, Cancel));
    }

    private static List<(string Status, string Subject, string Text)> Found(CommandLineRun run) =>
    [
        .. JsonElement.Parse(run.Output).EnumerateArray().Select(
            result => (result.GetProperty("status").GetString()!, result.GetProperty("subject").GetString()!, result.GetProperty("text").GetString()!)),
    ];
}
