using System.Reflection;
using System.Text.RegularExpressions;
using TwinBert.Deploy.Tests.Running;
using TwinBert.Protocol;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Deploy.Tests.Watching;

/// <summary>The alerts, as Prometheus reads them, on series that there are.</summary>
public sealed partial class AlertTests
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

    // An alert on a reason that no sidecar gives would stay silent for ever.
    [Fact]
    public async Task Rules_Reasons_AreThoseOfTheProtocol()
    {
        var text = await File.ReadAllTextAsync(RepositoryFolder.PathOf(Rules.Split('/')), TestContext.Current.CancellationToken);
        var named = Reasons().Matches(text).SelectMany(match => match.Groups["reasons"].Value.Split('|')).ToArray();
        var known = typeof(RerankReason).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => ((RerankReason)property.GetValue(null)!).Name);

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public async Task Rules_SeriesAndLabels_AreThoseOfTheMetrics()
    {
        var names = MetricNames.In(await File.ReadAllTextAsync(RepositoryFolder.PathOf(Rules.Split('/')), TestContext.Current.CancellationToken));

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(MetricNames.IsKnown(name), name));
    }

    [GeneratedRegex("twinbert_rerank_reason=~?\"(?<reasons>[^\"]+)\"")]
    private static partial Regex Reasons();
}
