using System.Text.Json.Nodes;
using TwinBert.Configuration;
using TwinBert.Deploy.Tests.Running;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Deploy.Tests.Charts;

/// <summary>The chart, linted and rendered by Helm, and its objects held against the types of the Kubernetes API.</summary>
public sealed class ChartTests
{
    private const string Helm = nameof(ToolAvailability.Helm);

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    public async Task Lint_Strict_HasNoWarnings()
    {
        var (exitCode, output, errors) = await Tool.RunAsync("helm", ["lint", "--strict", Chart.Folder], TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output + errors);
    }

    [Theory(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public async Task Render_EachObject_HasTheMembersOfItsKind(string set)
    {
        var objects = await Chart.RenderSetAsync(set);

        Assert.True(objects.Count >= 4);
        Assert.All(objects, KubernetesTypes.Check);
    }

    [Theory(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public async Task Render_Selectors_FindThePodsThatServeAndNoOthers(string set)
    {
        var objects = await Chart.RenderSetAsync(set);
        var serving = (JsonObject)objects.OfKind("Deployment").At("spec/template/metadata/labels")!;
        var testing = (JsonObject)objects.OfKind("Pod").At("metadata/labels")!;
        var selectors = new List<JsonNode?> { objects.OfKind("Service").At("spec/selector"), objects.OfKind("Deployment").At("spec/selector/matchLabels") };
        selectors.AddRange(objects.Where(one => one["kind"].Text() == "PodDisruptionBudget").Select(one => one.At("spec/selector/matchLabels")));
        selectors.AddRange(objects.Where(one => one["kind"].Text() == "NetworkPolicy").Select(one => one.At("spec/podSelector/matchLabels")));

        Assert.All(selectors, selector => Assert.True(Selects((JsonObject)selector!, serving) && !Selects((JsonObject)selector!, testing)));
    }

    [Theory(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    [MemberData(nameof(Chart.Sets), MemberType = typeof(Chart))]
    public async Task Render_Configuration_IsOneThatTheProgramTakes(string set)
    {
        var objects = await Chart.RenderSetAsync(set);
        var text = objects.First(one => one["kind"].Text() == "ConfigMap" && one.At("metadata/name").Text() == "shop-twinbert");
        var variables = objects.OfKind("Deployment").At("spec/template/spec/containers/0/env")!.AsArray()
            .Where(variable => variable!["name"].Text().StartsWith("TWINBERT__", StringComparison.Ordinal))
            .ToDictionary(
                variable => variable!["name"].Text()["TWINBERT__".Length..].Replace("__", ":", StringComparison.Ordinal),
                variable => variable!["value"]?.Text() ?? "of a secret");
        var file = Path.Combine(Path.GetTempPath(), $"twinbert-chart-{set}.json");
        await File.WriteAllTextAsync(file, text["data"]!["twinbert.json"].Text(), TestContext.Current.CancellationToken);

        var result = ConfigurationReader.Read(file, variables.ToDictionary(variable => variable.Key, variable => (string?)variable.Value));
        File.Delete(file);

        // The files of the authority, the certificate and the token are mounted in the pod.
        string[] mounted = ["Upstream:CertificateAuthority", "Admin:TokenFile", "Tls:Certificate", "Tls:Key"];
        Assert.Empty(result.Errors.Where(error => !mounted.Contains(error.Path)).Select(error => error.ToString()));
    }

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    public async Task Render_Autoscaled_LeavesTheNumberOfPodsToTheScaler()
    {
        var fixedNumber = await Chart.RenderAsync("replicas=3");
        var scaled = await Chart.RenderAsync("autoscaling.enabled=true");

        Assert.Equal(3, fixedNumber.OfKind("Deployment").At("spec/replicas")!.GetValue<int>());
        Assert.Null(scaled.OfKind("Deployment").At("spec/replicas"));
        Assert.Equal(scaled.OfKind("Deployment").At("metadata/name").Text(), scaled.OfKind("HorizontalPodAutoscaler").At("spec/scaleTargetRef/name").Text());
    }

    // Metrics are read where they are served, by those who may, and with the token that is asked for.
    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    public async Task Render_AdminPort_IsWhereMetricsAreRead()
    {
        var objects = await Chart.RenderSetAsync("everything");
        var endpoint = objects.OfKind("ServiceMonitor").At("spec/endpoints/0")!;
        var port = objects.OfKind("Service").At("spec/ports/1")!;
        var rules = objects.OfKind("NetworkPolicy").At("spec/ingress")!.AsArray();

        Assert.Equal("admin", endpoint["port"].Text());
        Assert.Equal("operators", endpoint.At("authorization/credentials/name").Text());
        Assert.Equal(("admin", "9211"), (port["name"].Text(), port["port"].Text()));
        Assert.Equal(["http", "admin"], rules.Select(rule => rule.At("ports/0/port").Text()));
        Assert.Equal([1, 1], rules.Select(rule => rule!["from"]!.AsArray().Count));
    }

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    public async Task Render_ConfigurationChanges_RollsThePods()
    {
        var before = await Chart.RenderAsync();
        var after = await Chart.RenderAsync("config.Upstream.Url=http://another:9200");

        Assert.NotEqual(
            before.OfKind("Deployment").At("spec/template/metadata/annotations").Text(),
            after.OfKind("Deployment").At("spec/template/metadata/annotations").Text());
    }

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    public async Task Render_Monitoring_IsTheRulesAndTheBoardOfTheRepository()
    {
        var objects = await Chart.RenderAsync("prometheusRule.enabled=true", "grafanaDashboard.enabled=true");
        var rules = Chart.Read(await ReadAsync("prometheus", "twinbert.rules.yaml"));
        var board = JsonNode.Parse(await ReadAsync("grafana", "twinbert.json"));
        var rendered = objects.Single(one => one.At("metadata/name").Text().EndsWith("-dashboard", StringComparison.Ordinal));

        Assert.True(Chart.IsSame(rules[0]["groups"], objects.OfKind("PrometheusRule").At("spec/groups")));
        Assert.True(Chart.IsSame(board, JsonNode.Parse(rendered["data"]!["twinbert.json"].Text())));
    }

    [Theory(Skip = ToolAvailability.Remedy, SkipUnless = Helm, SkipType = typeof(ToolAvailability))]
    [InlineData("replica=3")]
    [InlineData("config.Upstream.Password=secret")]
    [InlineData("service.port=0")]
    public async Task Render_ValueThatMeansNothing_IsRefused(string value)
    {
        var (exitCode, _, errors) = await Tool.RunAsync("helm", ["template", "shop", Chart.Folder, "--set", value], TestContext.Current.CancellationToken);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("values don't meet the specifications of the schema", errors, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string folder, string file) =>
        File.ReadAllTextAsync(RepositoryFolder.PathOf("deploy", folder, file), TestContext.Current.CancellationToken);

    private static bool Selects(JsonObject selector, JsonObject labels) => selector.All(label => Chart.IsSame(labels[label.Key], label.Value));
}
