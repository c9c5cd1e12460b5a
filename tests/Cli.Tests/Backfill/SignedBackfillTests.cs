using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Signatures;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

/// <summary>A backfill of a domain that takes only signed requests.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class SignedBackfillTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    [Fact]
    public async Task Backfill_DomainThatChecksSignatures_EmbedsAll()
    {
        await cluster.LoadAsync("shop-signed", 70);
        await using var front = SignedFront.Start(new Uri(cluster.Url), AwsKey.OfDomain);
        var config = Config("signed.json", front.Url, AwsProfileFile.Domain);

        var backfill = await CommandLineRun.RunAsync(
            ["backfill", "shop-signed", "--config", config, "--checkpoint", Path.Combine(cluster.Folder, "signed-state.json"), "--batch", "20"]);
        var status = await CommandLineRun.RunAsync(["status", "shop-signed", "--config", config, "--json"]);

        Assert.True(backfill.ExitCode == ExitCode.Done, backfill.Error);
        Assert.Equal(70, JsonElement.Parse(status.Output).GetProperty("indices")[0].GetProperty("current").GetInt32());
        Assert.Empty(front.Refused);
        Assert.Contains(front.Passed, passed => passed.Head.Contains("_bulk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backfill_WrongKey_SaysWhatToLookAt()
    {
        await using var front = SignedFront.Start(new Uri(cluster.Url), AwsKey.OfDomain);

        var run = await CommandLineRun.RunAsync(["status", "shop-signed", "--config", Config("wrong.json", front.Url, AwsProfileFile.Documented)]);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("Upstream:Aws", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_NoCredentials_SaysWhereTheyAreLookedFor()
    {
        var config = Config("nobody.json", new Uri(cluster.Url), AwsProfileFile.Domain + "-of-nobody");

        var run = await CommandLineRun.RunAsync(["status", "shop-signed", "--config", config]);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("was not sent: There is no profile 'domain-of-nobody'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Upstream:Url", run.Error, StringComparison.Ordinal);
    }

    private string Config(string name, Uri domain, string profile)
    {
        var path = Path.Combine(cluster.Folder, name);
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Upstream = new { Url = domain.ToString().TrimEnd('/'), Aws = new { AwsKey.OfDomain.Region, Profile = profile } },
            Model = cluster.ModelFolder,
            Indices = new Dictionary<string, object> { ["shop*"] = new { TextFields = new[] { "title" } } },
        }));
        return path;
    }
}
