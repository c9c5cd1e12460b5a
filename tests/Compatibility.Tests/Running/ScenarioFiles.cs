namespace TwinBert.Compatibility.Tests.Running;

/// <summary>The scenarios beside the test assembly.</summary>
public static class ScenarioFiles
{
    // Steps that several scenarios begin with.
    private const string Given = "given/";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>All scenarios by their path below the folder, without extension.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
        .Where(name => !name.StartsWith(Given, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    public static Scenario Read(string name)
    {
        using var reader = Open(name);
        return ScenarioReader.Read(name, reader, given => Open(Given + given));
    }

    private static StreamReader Open(string name) => File.OpenText(Path.Combine(Folder, name + ".yaml"));
}
