using TwinBert.Deploy.Tests.Running;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Deploy.Tests.Watching;

/// <summary>The alerts, as Prometheus reads them, on series that there are.</summary>
public sealed class AlertTests
{
    private const string Rules = "deploy/prometheus/twinbert.rules.yaml";

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = nameof(ToolAvailability.Promtool), SkipType = typeof(ToolAvailability))]
    public async Task Rules_Prometheus_TakesThem()
    {
        var (exitCode, output, errors) = await Tool.RunAsync("promtool", ["check", "rules", "--lint-fatal", Rules], TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output + errors);
    }

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = nameof(ToolAvailability.Promtool), SkipType = typeof(ToolAvailability))]
    public async Task Rules_OnSeriesOfTrouble_FireAsTheyShould()
    {
        var (exitCode, output, errors) =
            await Tool.RunAsync("promtool", ["test", "rules", "deploy/prometheus/twinbert.rules.test.yaml"], TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output + errors);
    }

    [Fact]
    public async Task Rules_SeriesAndLabels_AreThoseOfTheMetrics()
    {
        var names = MetricNames.In(await File.ReadAllTextAsync(RepositoryFolder.PathOf(Rules.Split('/')), TestContext.Current.CancellationToken));

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(MetricNames.IsKnown(name), name));
    }
}
