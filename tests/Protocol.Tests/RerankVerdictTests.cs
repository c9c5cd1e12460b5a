using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Protocol.Tests;

public sealed class RerankVerdictTests
{
    private const string Reranked = "reranked; window=100; scored=98; missing=2; moved=37; top1=changed; plan=window; ms=4.1; model=3fa2b1c09d7e";

    [Theory]
    [InlineData(Reranked)]
    [InlineData("reranked; plan=rescore; ms=0.1; model=3fa2b1c09d7e")]
    [InlineData("skipped; reason=sort")]
    [InlineData("failed; reason=encoder")]
    [InlineData("failed; reason=deadline; stage=budget; party=sidecar")]
    [InlineData("reranked; items=reranked,skipped:sort,failed:encoder; window=100; scored=98; missing=2; moved=37; top1=same; ms=4.1; model=3fa2b1c09d7e")]
    [InlineData("skipped; reason=sort; items=skipped:sort")]
    [InlineData("postponed; reason=too_early_for_this_client; items=postponed:later,reranked")]
    public void ToString_AfterParsing_IsTheSameText(string text)
    {
        Assert.True(RerankVerdict.TryParse(text, out var verdict));
        Assert.Equal(text, verdict.ToString());
    }

    [Fact]
    public void TryParse_Reranked_ReadsEveryField()
    {
        Assert.True(RerankVerdict.TryParse(Reranked, out var verdict));
        Assert.Equal(
            new RerankVerdict
            {
                Status = RerankStatus.Reranked,
                Window = 100,
                Scored = 98,
                Missing = 2,
                Moved = 37,
                TopChanged = true,
                Plan = "window",
                Milliseconds = 4.1,
                Model = "3fa2b1c09d7e",
            },
            verdict);
    }

    [Fact]
    public void TryParse_SeveralSearches_ReadsTheEndOfEach()
    {
        Assert.True(RerankVerdict.TryParse("reranked; items=reranked, skipped:sort", out var verdict));
        Assert.Equal([new() { Status = RerankStatus.Reranked }, new() { Status = RerankStatus.Skipped, Reason = RerankReason.Sort }], verdict.Items!);
    }

    [Fact]
    public void TryParse_SeveralSearchesOfWhichOneCannotBeRead_ReadsNone()
    {
        Assert.True(RerankVerdict.TryParse("reranked; items=reranked,?; window=3", out var verdict));
        Assert.Equal(new RerankVerdict { Status = RerankStatus.Reranked, Window = 3 }, verdict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("off")]
    [InlineData("Not a verdict")]
    [InlineData("; reason=sort")]
    public void TryParse_NoVerdict_SaysSo(string? text) => Assert.False(RerankVerdict.TryParse(text, out _));
}
