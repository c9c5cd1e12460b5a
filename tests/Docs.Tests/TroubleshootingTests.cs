using System.Reflection;
using System.Text.RegularExpressions;
using TwinBert.Protocol;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Every reason that a sidecar gives has one row of docs/troubleshooting.md, and every row is of such a reason.</summary>
public sealed partial class TroubleshootingTests
{
    [Fact]
    public void Reasons_Each_HaveOneRowWithARemedy()
    {
        var text = File.ReadAllText(RepositoryFolder.PathOf("docs", "troubleshooting.md"));
        var rows = Row().Matches(text[text.IndexOf("## By reason", StringComparison.Ordinal)..]).ToArray();
        var reasons = typeof(RerankReason).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => ((RerankReason)property.GetValue(null)!).Name);

        Assert.Equal(reasons.Order(), rows.Select(row => row.Groups["reason"].Value).Order());
        Assert.All(rows, row => Assert.True(row.Groups["remedy"].Value.Trim().Length > 0, row.Value));
    }

    [GeneratedRegex(@"^\| `(?<reason>[a-z0-9_]+)` \|[^|]+\|(?<remedy>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
