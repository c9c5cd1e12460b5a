namespace TwinBert.Compatibility.Tests.Running;

/// <summary>The scenarios beside the test assembly.</summary>
public static class ScenarioFiles
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>All scenarios by their path below the folder, without extension.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static Scenario Read(string name)
    {
        using var reader = File.OpenText(Path.Combine(Folder, name + ".yaml"));
        return ScenarioReader.Read(name, reader);
    }
}
