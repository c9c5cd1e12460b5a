namespace TwinBert.TestKit;

/// <summary>The working tree that the tests were built from.</summary>
public static class RepositoryFolder
{
    /// <summary>Its root, where the solution is.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder in it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TwinBert.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("There is no TwinBert.sln above the tests' folder.");
    }
}
