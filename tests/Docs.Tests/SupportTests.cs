using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>What docs/support.md calls tested is what the tests use, and the platforms and frameworks are those that packages are made for.</summary>
public sealed partial class SupportTests
{
    private static readonly string Page = Read("docs", "support.md");

    [Fact]
    public void Engines_Tested_AreTheImagesOfTheTests()
    {
        var images = Version().Matches(Read("tests", "TestKit", "Engines", "EngineImage.cs")).Select(match => match.Value).Distinct();
        var rows = EngineRow().Matches(Page).Select(row => row.Groups["tested"].Value).ToArray();

        Assert.Equal(images.Order(), rows.Order());
        Assert.All(rows, version => Assert.Contains(version, Read("README.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void Clients_Tested_AreThoseThatTheSamplesAndTestsUse()
    {
        using var package = JsonDocument.Parse(Read("samples", "javascript", "package.json"));
        var javascript = package.RootElement.GetProperty("dependencies").EnumerateObject().Select(client => client.Value.GetString()!.Split('@')[^1]);
        var elastic = XDocument.Parse(Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(version => version.Attribute("Include")!.Value == "Elastic.Clients.Elasticsearch").Attribute("Version")!.Value;
        var rows = ClientRow().Matches(Page).Select(row => row.Groups["tested"].Value);

        Assert.Equal(javascript.Append(elastic).Order(), rows.Order());
    }

    [Fact]
    public void Platforms_OfTheTool_AreThoseThatItIsPackedFor()
    {
        var identifiers = XDocument.Parse(Read("src", "Cli", "Cli.csproj")).Descendants("RuntimeIdentifiers").Single().Value;

        Assert.Contains($"| platforms of the tool | linux-x64 | {identifiers.Replace(";", ", ", StringComparison.Ordinal)} |", Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Client")]
    [InlineData("Client.Elasticsearch")]
    [InlineData("Protocol")]
    public void Frameworks_OfAPackage_AreNamedAndTried(string project)
    {
        var frameworks = XDocument.Parse(Read("src", project, project + ".csproj")).Descendants("TargetFrameworks").Single().Value.Split(';');
        var tried = TriedFrameworks().Match(Read("eng", "try-packages.sh")).Groups["frameworks"].Value.Split(' ');

        Assert.Contains($"`TwinBert.{project}`", Page, StringComparison.Ordinal);
        Assert.Contains($"{string.Join(", ", frameworks[..^1])} and {frameworks[^1]}", Page, StringComparison.Ordinal);
        Assert.Empty(frameworks.Except(tried));
    }

    [Fact]
    public void Kubernetes_Earliest_IsThatOfTheChart()
    {
        var least = KubernetesVersion().Match(Read("deploy", "helm", "twinbert", "Chart.yaml")).Groups["version"].Value;

        Assert.Contains($"with Helm 4 | {least} and later |", Page, StringComparison.Ordinal);
    }

    private static string Read(params string[] path) => File.ReadAllText(RepositoryFolder.PathOf(path));

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"^\| (Elasticsearch|OpenSearch) \d+ \| (?<tested>[\d.]+) \|", RegexOptions.Multiline)]
    private static partial Regex EngineRow();

    [GeneratedRegex(@"^\| (Elastic\.|@)[^|]+ \| (?<tested>[\d.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex ClientRow();

    [GeneratedRegex(@"for framework in (?<frameworks>[^;]+);")]
    private static partial Regex TriedFrameworks();

    [GeneratedRegex(@"kubeVersion: "">=(?<version>\d+\.\d+)\.0-0""")]
    private static partial Regex KubernetesVersion();
}
