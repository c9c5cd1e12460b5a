using Xunit;

namespace TwinBert.TestKit;

/// <summary>
/// Files that are too large, or not ours, to be kept with the code: the folder that <c>TWINBERT_SHARED</c> names, or the nearest <c>shared</c> beside a
/// folder above the tests. Where there is none, tests are skipped with the reason.
/// </summary>
public static class SharedFolder
{
    private const string Variable = "TWINBERT_SHARED";

    /// <summary>The path of a file or folder in it. Skips the test where it is not there.</summary>
    public static string Path(string name)
    {
        var path = Candidates().Select(shared => System.IO.Path.Combine(shared, name)).FirstOrDefault(System.IO.Path.Exists);
        if (path is null)
        {
            Assert.Skip($"{name} is not on this machine: name the folder that has it in {Variable}.");
        }

        return path;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            yield return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return System.IO.Path.Combine(folder.FullName, "shared");
        }
    }
}
