using System.Text.Json.Nodes;
using TwinBert.Deploy.Tests.Charts;
using TwinBert.Deploy.Tests.Running;
using TwinBert.TestKit;
using Xunit;
using YamlDotNet.Serialization;

namespace TwinBert.Deploy.Tests.Watching;

/// <summary>Grafana's board: each query is one of Prometheus', on series that there are, and each panel has its place.</summary>
public sealed class BoardTests
{
    private static readonly JsonObject Board =
        (JsonObject)JsonNode.Parse(File.ReadAllText(RepositoryFolder.PathOf("deploy", "grafana", "twinbert.json")))!;

    private static readonly string[] Expressions =
        [.. Panels().SelectMany(panel => panel["targets"]?.AsArray() ?? []).Select(target => target!["expr"].Text())];

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = nameof(ToolAvailability.Promtool), SkipType = typeof(ToolAvailability))]
    public async Task Queries_Prometheus_TakesThem()
    {
        var rules = Expressions.Select((expression, number) => new Dictionary<string, string>
        {
            ["record"] = $"board:query:{number}",
            ["expr"] = expression
                .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                .Replace("$job", ".*", StringComparison.Ordinal)
                .Replace("$instance", ".*", StringComparison.Ordinal),
        });
        var file = Path.Combine(Path.GetTempPath(), "twinbert-board.yaml");
        var groups = new { groups = new[] { new { name = "board", rules } } };
        await File.WriteAllTextAsync(file, new SerializerBuilder().Build().Serialize(groups), TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await Tool.RunAsync("promtool", ["check", "rules", file], TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.True(exitCode == 0, output + errors);
    }

    [Fact]
    public void Queries_SeriesAndLabels_AreThoseOfTheMetrics()
    {
        Assert.NotEmpty(Expressions);
        Assert.All(Expressions.SelectMany(MetricNames.In), name => Assert.True(MetricNames.IsKnown(name), name));
    }

    [Fact]
    public void Instruments_Each_AreShown()
    {
        var shown = Expressions.SelectMany(MetricNames.In).ToHashSet();

        Assert.All(MetricNames.Instruments, instrument => Assert.True(shown.Overlaps(instrument.Value), $"{instrument.Key} is in no panel."));
    }

    [Fact]
    public void Panels_Each_HaveANumberAndAPlaceOfTheirOwn()
    {
        var panels = Panels().ToArray();
        var cells = panels.SelectMany(Cells).ToArray();

        Assert.Equal(panels.Length, panels.Select(panel => panel["id"].Text()).Distinct().Count());
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
        Assert.All(panels.Where(panel => panel["type"].Text() != "row"), panel => Assert.Equal("${datasource}", panel.At("datasource/uid").Text()));
    }

    private static IEnumerable<JsonNode> Panels() => Board["panels"]!.AsArray().Select(panel => panel!);

    private static IEnumerable<(int X, int Y)> Cells(JsonNode panel)
    {
        int Of(string member) => panel["gridPos"]![member]!.GetValue<int>();
        return Enumerable.Range(Of("x"), Of("w")).SelectMany(x => Enumerable.Range(Of("y"), Of("h")).Select(y => (x, y)));
    }
}
