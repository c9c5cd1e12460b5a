using System.Xml.Linq;
using Xunit;

namespace TwinBert.Architecture.Tests;

/// <summary>The direction of dependency, and the one home of each heavy package (docs/architecture.md).</summary>
public sealed class DependencyTests
{
    private static readonly (string Package, string[] Homes)[] Homes =
    [
        ("Microsoft.ML.OnnxRuntime", ["Inference"]),
        ("TorchSharp", ["Training"]),
        ("libtorch", ["Training"]),
        ("Yarp.ReverseProxy", ["Sidecar"]),
        ("OpenTelemetry", ["Sidecar"]),
        ("Lucene.Net", ["Lexical", "DevNode", "Training"]),
        ("OnnxSharp", ["Export"]),
        ("AWSSDK", ["Signing"]),
        ("Microsoft.ML.Tokenizers", []),
        ("Elastic.Transport", ["Search"]),
        ("Elastic.Clients.Elasticsearch", ["Client.Elasticsearch"]),
        ("System.CommandLine", ["Terminal", "Cli", "Training"]),
        ("Spectre.Console", ["Terminal", "Cli", "Training"]),
    ];

    // AWSSDK.Core looks for it by its name, where a role is to be taken on.
    private const string OfRoles = "AWSSDK.SecurityToken";

    // What shows that a package is used, where it is not a namespace of the package's own name.
    private static readonly Dictionary<string, string> Signs = new()
    {
        ["AWSSDK.Core"] = "Amazon.Runtime",
        ["KubernetesClient"] = "k8s",
        ["Lucene.Net.Highlighter"] = "Lucene.Net.Search.Highlight",
        ["Lucene.Net.QueryParser"] = "Lucene.Net.QueryParsers",
        ["Lucene.Net.Analysis.Common"] = "Lucene.Net.Analysis.En",
        ["Microsoft.Extensions.Configuration.Binder"] = ".Get<string[]>(",
        ["Microsoft.Extensions.Configuration.EnvironmentVariables"] = ".AddEnvironmentVariables(",
        ["Microsoft.Extensions.Configuration.Json"] = ".AddJsonFile(",
        ["Microsoft.Extensions.TimeProvider.Testing"] = "Microsoft.Extensions.Time.Testing",
        ["Microsoft.IO.RecyclableMemoryStream"] = "Microsoft.IO",
        ["OnnxSharp"] = "Onnx",
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = ".AddOtlpExporter(",
        ["Polly.Core"] = "Polly",
        ["Testcontainers"] = "DotNet.Testcontainers",
        ["xunit.v3"] = "Xunit",
        ["xunit.v3.assert"] = "Xunit",
        ["xunit.v3.extensibility.core"] = "Xunit",
        ["FsCheck.Xunit.v3"] = "FsCheck",
    };

    [Fact]
    public void SourceProjects_References_AreThoseOfTheTable()
    {
        var table = ProjectTable.Read();
        var projects = ProjectFile.All("src");

        Assert.Equal(projects.Select(project => project.Name).Order(), table.Keys.Order());
        Assert.All(projects, project => Assert.Equal(table[project.Name].Order(), project.Projects.Order()));
    }

    // A sample that is referred to is built with the tests that show it; nothing of it need be called.
    [Fact]
    public void Projects_References_AreUsed()
    {
        var samples = ProjectFile.All("samples").Select(project => project.Name).ToHashSet();
        Assert.All(All(), project => Assert.All(
            project.Projects.Where(name => !samples.Contains(name)),
            name => Assert.True(project.Mentions($"TwinBert.{name}"), $"{project.Name} does not use {name}.")));
    }

    [Fact]
    public void Projects_Packages_AreUsed() =>
        Assert.All(All(), project => Assert.All(
            project.Packages.Where(package => !package.StartsWith("libtorch", StringComparison.Ordinal) && package != OfRoles),
            package => Assert.True(project.Mentions(Signs.GetValueOrDefault(package, package)), $"{project.Name} does not use {package}.")));

    [Fact]
    public void PackageVersions_Each_AreOfAPackageThatAProjectHas()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("ItemGroup")
            .Where(group => group.Attribute("Label") is null)
            .SelectMany(group => group.Elements("PackageVersion"))
            .Select(package => package.Attribute("Include")!.Value);
        var targets = Repository.Read("eng/Library.targets") + Repository.Read("eng/Package.targets");
        var unused = versions.Except(All().SelectMany(project => project.Packages)).ToArray();

        Assert.All(unused, package => Assert.Contains($"\"{package}\"", targets, StringComparison.Ordinal));
    }

    // A source has one project: another that needs it refers to that, where the table shows it.
    [Fact]
    public void Projects_SourcesOfOthers_AreNotCompiledIn() =>
        Assert.All(All(), project => Assert.Empty(project.LinkedSources));

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

    // Everything else is a part of the program: a package of it would be a promise to others.
    [Fact]
    public void Packages_AreTheProgramAndWhatItsClientsUse() =>
        Assert.Equal(
            ["Cli", "Client", "Client.Elasticsearch", "Protocol"],
            All().Where(project => project.IsPackable).Select(project => project.Name).Order());

    // What 'dotnet pack' refuses, or makes packages of that nobody can install.
    [Fact]
    public void Packages_Dependencies_AreStableAndPackagesThemselves()
    {
        var betas = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Where(package => package.Attribute("Version")!.Value.Contains('-', StringComparison.Ordinal))
            .Select(package => package.Attribute("Include")!.Value)
            .ToArray();
        var packable = ProjectFile.All("src").Where(project => project.IsPackable && !project.IsTool).ToArray();
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
        Assert.All(All(), project => Assert.Contains(project.Path.Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<ProjectFile> All() => new[] { "src", "tests", "samples", "bench" }.SelectMany(ProjectFile.All);
}
