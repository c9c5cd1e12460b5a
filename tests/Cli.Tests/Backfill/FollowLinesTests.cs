using TwinBert.Backfill.Running;
using TwinBert.Cli.Backfill;
using TwinBert.Terminal;
using TwinBert.Cli.Tests.Hosting;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

[Collection(ConsoleAlone.Name)]
public sealed class FollowLinesTests
{
    [Fact]
    public void TextOf_Changes_SaysWhatBecameOfThem()
    {
        var news = new FollowNews(FollowNewsKind.Changed, "shop") { Counters = new() { Embedded = 1_234, NoText = 2, Lost = 1 } };

        Assert.Equal("shop: 1,237 changed, 1,234 embedded, 2 without text, 1 lost", FollowLines.TextOf(news));
    }

    [Theory]
    [InlineData(FollowNewsKind.Gone, "shop", "shop: gone, and no longer followed: why")]
    [InlineData(FollowNewsKind.JobGone, "shop", "shop: begun anew: why")]
    [InlineData(FollowNewsKind.Failed, "shop", "shop: tried again, as it failed: why")]
    [InlineData(FollowNewsKind.Failed, "", "indices: tried again, as it failed: why")]
    public void TextOf_Trouble_NamesTheCause(FollowNewsKind kind, string index, string text) =>
        Assert.Equal(text, FollowLines.TextOf(new(kind, index) { Failure = "why" }));

    [Theory]
    [InlineData("--follow and --dry-run", "--follow", "--dry-run")]
    [InlineData("belongs to --follow", "--follow-interval", "3")]
    [InlineData("between 0.1 and 86400", "--follow", "--follow-interval", "0")]
    public async Task Backfill_SwitchesThatDoNotFit_AreRefused(string message, params string[] switches)
    {
        var run = await CommandLineRun.RunAsync(["backfill", "shop", .. switches]);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
