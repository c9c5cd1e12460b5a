using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TwinBert.Configuration;
using TwinBert.Deploy.Tests.Running;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Deploy.Tests.Charts;

/// <summary>What is shown of Kubernetes beside the chart: the application with a sidecar, and the values of the documentation.</summary>
public sealed partial class ManifestTests
{
    [Fact]
    public async Task Sidecar_EachObject_HasTheMembersOfItsKind()
    {
        var objects = Chart.Read(await ReadAsync("deploy", "kubernetes", "sidecar.yaml"));

        Assert.Equal(2, objects.Count);
        Assert.All(objects, KubernetesTypes.Check);
    }

    [Fact]
    public async Task Sidecar_Configuration_IsOneThatTheProgramTakesAndListensInsideThePodOnly()
    {
        var objects = Chart.Read(await ReadAsync("deploy", "kubernetes", "sidecar.yaml"));
        var file = Path.Combine(Path.GetTempPath(), "twinbert-sidecar.json");
        await File.WriteAllTextAsync(file, objects.OfKind("ConfigMap")["data"]!["twinbert.json"].Text(), TestContext.Current.CancellationToken);
        var listen = objects.OfKind("Deployment").At("spec/template/spec/initContainers/0/env/0")!;

        var result = ConfigurationReader.Read(file, new Dictionary<string, string?> { ["Listen"] = listen["value"].Text() });
        File.Delete(file);

        Assert.Empty(result.Errors);
        Assert.Equal("TWINBERT__Listen", listen["name"].Text());
        Assert.StartsWith("http://127.0.0.1:", result.Options!.Listen, StringComparison.Ordinal);
    }

    [Fact(Skip = ToolAvailability.Remedy, SkipUnless = nameof(ToolAvailability.Helm), SkipType = typeof(ToolAvailability))]
    public async Task Documentation_Values_AreThoseOfTheChart()
    {
        var file = Path.Combine(Path.GetTempPath(), "twinbert-documented-values.yaml");
        var values = Values().Match(await ReadAsync("docs", "deploy.md")).Groups["yaml"].Value;
        await File.WriteAllTextAsync(file, values, TestContext.Current.CancellationToken);

        var (exitCode, output, errors) =
            await Tool.RunAsync("helm", ["template", "shop", Chart.Folder, "--values", file], TestContext.Current.CancellationToken);
        File.Delete(file);

        Assert.True(exitCode == 0, errors);
        var container = Chart.Read(output).OfKind("Deployment").At("spec/template/spec/containers/0")!;
        Assert.StartsWith("registry.example/twinbert:", container["image"].Text(), StringComparison.Ordinal);
        Assert.Contains(container["env"]!.AsArray(), IsKeyOfTheSecret);
    }

    private static bool IsKeyOfTheSecret(JsonNode? variable) =>
        variable!["name"].Text() == "TWINBERT__Upstream__ApiKey" && variable.At("valueFrom/secretKeyRef/name").Text() == "twinbert-upstream";

    private static Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(RepositoryFolder.PathOf(path), TestContext.Current.CancellationToken);

    [GeneratedRegex("```yaml\n(?<yaml># values.yaml.*?)```", RegexOptions.Singleline)]
    private static partial Regex Values();
}
