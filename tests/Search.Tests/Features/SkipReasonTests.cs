using System.Reflection;
using TwinBert.Search.Features;
using Xunit;

namespace TwinBert.Search.Tests.Features;

public sealed class SkipReasonTests
{
    [Fact]
    public void Constants_AreSnakeCase_AndStandInTheDocumentation()
    {
        var documentation = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "search-support.md"));
        var reasons = typeof(SkipReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!).ToArray();

        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.Matches("^[a-z0-9_]+$", reason));
        Assert.All(reasons, reason => Assert.Contains("`" + reason + "`", documentation, StringComparison.Ordinal));
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TwinBert.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
