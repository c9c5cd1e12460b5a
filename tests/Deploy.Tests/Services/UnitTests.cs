using TwinBert.Deploy.Tests.Running;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Deploy.Tests.Services;

/// <summary>The unit, as systemd reads it.</summary>
public sealed class UnitTests
{
    private const string Program = "/opt/twinbert/twinbert";

    // Of 100: what a network service without privileges comes to; a line that is taken out by mistake costs more than is left.
    private const int MostExposed = 20;

    private static readonly string Unit = File.ReadAllText(RepositoryFolder.PathOf("deploy", "systemd", "twinbert.service"));

    // Without it 'systemctl reload' says that this is not applicable.
    [Fact]
    public void Reload_OfTheUnit_HasTheConfigurationReadAgain() => Assert.Contains("ExecReload=/bin/kill -HUP $MAINPID", Unit.Split('\n'));

    // A boot in which the cluster comes up last must not end in a unit that systemd has given up.
    [Fact]
    public void Start_OfTheUnit_IsTriedAgainWithoutLimit() => Assert.Contains("StartLimitIntervalSec=0", Unit.Split("[Service]")[0].Split('\n'));

    [Theory]
    [InlineData("MALLOC_ARENA_MAX=2")]
    [InlineData("ORT_DISABLE_TELEMETRY=1")]
    public void Environment_OfTheUnit_IsThatOfTheImage(string variable)
    {
        Assert.Contains(Unit.Split('\n'), line => line.StartsWith("Environment=", StringComparison.Ordinal)
            && line["Environment=".Length..].Split(' ').Contains(variable));
        Assert.Contains($"    {variable} \\\n", File.ReadAllText(RepositoryFolder.PathOf("Dockerfile")), StringComparison.Ordinal);
    }

    [Fact(Skip = "There is no systemd on this machine.", SkipUnless = nameof(ToolAvailability.Systemd), SkipType = typeof(ToolAvailability))]
    public async Task Verify_UnitWithAProgramThatIsThere_HasNothingToSay()
    {
        // The program is not installed here; any that is there stands in for it.
        var folder = Directory.CreateTempSubdirectory("twinbert-unit");
        var file = Path.Combine(folder.FullName, "twinbert.service");
        await File.WriteAllTextAsync(file, Unit.Replace(Program, "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await Tool.RunAsync("systemd-analyze", ["verify", "--man=no", file], TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);

        Assert.Contains(Program, Unit, StringComparison.Ordinal);
        Assert.True(exitCode == 0 && !errors.Contains("twinbert.service", StringComparison.Ordinal), output + errors);
    }

    [Fact(Skip = "There is no systemd on this machine.", SkipUnless = nameof(ToolAvailability.Systemd), SkipType = typeof(ToolAvailability))]
    public async Task Security_Unit_ExposesLittle()
    {
        var (exitCode, output, errors) = await Tool.RunAsync(
            "systemd-analyze",
            ["security", "--offline=true", $"--threshold={MostExposed}", "deploy/systemd/twinbert.service"],
            TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output + errors);
    }
}
