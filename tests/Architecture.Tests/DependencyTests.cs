using System.Xml.Linq;
using Xunit;

namespace TwinBert.Architecture.Tests;

/// <summary>The direction of dependency, and the one home of each heavy package (docs/architecture.md).</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocol"] = [],
        ["Configuration"] = [],
        ["Model"] = [],
        ["Search"] = ["Protocol"],
        ["Lexical"] = [],
        ["DevNode"] = ["Lexical"],
        ["Export"] = ["Model"],
        ["Inference"] = ["Model"],
        ["Training"] = ["Model", "Export", "Inference", "IngestPipeline", "Evaluation", "Lexical"],
        ["Reranking"] = ["Model", "Search"],
        ["IngestPipeline"] = ["Model", "Search"],
        ["Backfill"] = ["IngestPipeline", "Inference", "Search", "Model"],
        ["Evaluation"] = ["Reranking", "IngestPipeline", "Search", "Model"],
        ["Sidecar"] = ["Protocol", "Configuration", "Reranking", "IngestPipeline", "Inference", "Search", "Model"],
        ["Client"] = ["Protocol"],
        ["Client.Elasticsearch"] = ["Client"],
        ["Cli"] =
        [
            "Configuration",
            "Protocol",
            "Model",
            "Export",
            "Inference",
            "Search",
            "Reranking",
            "IngestPipeline",
            "Backfill",
            "Evaluation",
            "Sidecar",
            "DevNode",
        ],
    };

    private static readonly (string Package, string[] Homes)[] Homes =
    [
        ("Microsoft.ML.OnnxRuntime", ["Inference"]),
        ("TorchSharp", ["Training"]),
        ("libtorch", ["Training"]),
        ("Yarp.ReverseProxy", ["Sidecar"]),
        ("Lucene.Net", ["Lexical", "DevNode", "Training"]),
        ("OnnxSharp", ["Export"]),
        ("Microsoft.ML.Tokenizers", ["Model"]),
        ("Elastic.Transport", ["Search"]),
        ("Elastic.Clients.Elasticsearch", ["Client.Elasticsearch"]),
        ("System.CommandLine", ["Cli", "Training"]),
        ("Spectre.Console", ["Cli", "Training"]),
    ];

    [Fact]
    public void SourceProjects_References_AreTheDeclaredOnes() =>
        Assert.All(ProjectFile.All("src"), project =>
        {
            Assert.True(Allowed.ContainsKey(project.Name), $"{project.Path} is not in the table of allowed dependencies.");
            Assert.Empty(project.Projects.Except(Allowed[project.Name]));
        });

    [Fact]
    public void HeavyPackages_OutsideTheirHome_AreAbsent() =>
        Assert.All(ProjectFile.All("src"), project => Assert.DoesNotContain(
            project.Packages,
            package => Homes.Any(home => package.StartsWith(home.Package, StringComparison.OrdinalIgnoreCase) && !home.Homes.Contains(project.Name))));

    [Fact]
    public void AspNetCore_OutsideTheServers_IsAbsent() =>
        Assert.Equal(["DevNode", "Sidecar"], ProjectFile.All("src").Where(project => project.Frameworks.Count > 0).Select(project => project.Name).Order());

    [Fact]
    public void SourceProjects_Each_HaveTests() =>
        Assert.Empty(ProjectFile.All("src").Select(project => project.Name + ".Tests").Except(ProjectFile.All("tests").Select(project => project.Name)));

    // What 'dotnet pack' refuses, or makes packages of that nobody can install.
    [Fact]
    public void Packages_Dependencies_AreStableAndPackagesThemselves()
    {
        var betas = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Where(package => package.Attribute("Version")!.Value.Contains('-', StringComparison.Ordinal))
            .Select(package => package.Attribute("Include")!.Value)
            .ToArray();
        var packable = ProjectFile.All("src").Where(project => project.IsPackable).ToArray();
        var others = ProjectFile.All("src").Where(project => !project.IsPackable).Select(project => project.Name);

        Assert.NotEmpty(packable);
        Assert.All(packable, project =>
        {
            Assert.Empty(project.Packages.Intersect(betas));
            Assert.Empty(project.Projects.Intersect(others));
        });
    }

    [Fact]
    public void Solution_Projects_AreAllInIt()
    {
        var solution = Repository.Read("TwinBert.sln").Replace('\\', '/');
        string[] folders = ["src", "tests", "samples", "bench"];
        Assert.All(
            folders.Where(folder => Directory.Exists(Path.Combine(Repository.Root, folder))).SelectMany(ProjectFile.All),
            project => Assert.Contains(project.Path.Replace('\\', '/'), solution, StringComparison.Ordinal));
    }
}
