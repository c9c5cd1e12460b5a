using System.Reflection;
using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Protocol.Tests;

public sealed class RerankReasonTests
{
    private static readonly RerankReason[] Known =
        [.. typeof(RerankReason).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (RerankReason)property.GetValue(null)!)];

    [Fact]
    public void Constants_AreDifferentWordsInSnakeCase_ThatStandInTheDocumentation()
    {
        var folder = Path.Combine(RepositoryRoot(), "docs");
        var documentation = File.ReadAllText(Path.Combine(folder, "search-support.md")) + File.ReadAllText(Path.Combine(folder, "request-flow.md"));

        Assert.Equal(Known.Length, Known.Distinct().Count());
        Assert.All(Known, reason => Assert.Matches("^[a-z0-9_]+$", reason.Name));
        Assert.All(Known, reason => Assert.Contains("`" + reason + "`", documentation, StringComparison.Ordinal));
    }

    [Fact]
    public void Reason_OfAVerdict_EqualsItsConstant()
    {
        Assert.True(RerankVerdict.TryParse("skipped; reason=no_query_text", out var verdict));
        Assert.True(verdict.Reason == RerankReason.NoQueryText && verdict.Status == RerankStatus.Skipped);
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
