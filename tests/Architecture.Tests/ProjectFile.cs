using System.Xml.Linq;

namespace TwinBert.Architecture.Tests;

/// <summary>What one project file refers to.</summary>
internal sealed record ProjectFile(string Name, string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>Whether a package is made of it.</summary>
    public bool IsPackable { get; private init; } = true;

    public static IReadOnlyList<ProjectFile> All(string folder) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories).Select(Read)];

    private static ProjectFile Read(string file)
    {
        var xml = XDocument.Load(file);
        return new(
            System.IO.Path.GetFileNameWithoutExtension(file),
            System.IO.Path.GetRelativePath(Repository.Root, file),
            [.. Includes(xml, "ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))],
            [.. Includes(xml, "PackageReference")],
            [.. Includes(xml, "FrameworkReference")])
        {
            IsPackable = !xml.Descendants("IsPackable").Any(element => element.Value == "false"),
        };
    }

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();
}
