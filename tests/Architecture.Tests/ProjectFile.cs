using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TwinBert.Architecture.Tests;

/// <summary>What one project file refers to.</summary>
internal sealed record ProjectFile(string Name, string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>Whether a package is made of it.</summary>
    public bool IsPackable { get; private init; }

    /// <summary>Whether that package is a program, with all that it needs in it.</summary>
    public bool IsTool { get; private init; }

    /// <summary>Sources of other folders that are compiled in: each is a dependency that no reference shows.</summary>
    public IReadOnlyList<string> LinkedSources { get; private init; } = [];

    public static IReadOnlyList<ProjectFile> All(string folder) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories).Select(Read)];

    /// <summary>Whether its sources have a word: a namespace, or a call.</summary>
    /// <param name="word">The word.</param>
    public bool Mentions(string word)
    {
        var pattern = new Regex($@"{(char.IsLetter(word[0]) ? @"(?<![\w.])" : "")}{Regex.Escape(word)}{(char.IsLetter(word[^1]) ? @"\b" : "")}");
        return Repository.SourceFiles(System.IO.Path.GetDirectoryName(Path)!).Any(file => pattern.IsMatch(Repository.Read(file)));
    }

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
            IsPackable = xml.Descendants("IsPackable").Any(element => element.Value == "true"),
            IsTool = xml.Descendants("PackAsTool").Any(element => element.Value == "true"),
            LinkedSources = [.. Includes(xml, "Compile").Where(path => path.StartsWith("..", StringComparison.Ordinal))],
        };
    }

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();
}
