using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using Xunit;

namespace TwinBert.Evaluation.Tests.Lexical;

public sealed class QueryCandidatesTests
{
    [Fact]
    public void Judged_DocumentsThatAreNotMatched_ComeLastByIdWithTheScoreZero()
    {
        var query = new BeirQuery("1", "sofa", new Dictionary<string, int> { ["z"] = 3, ["m"] = 0, ["b"] = 1 });
        var candidates = new QueryCandidates(query, [new("m", 2.5f)], [new("q", 7), new("m", 2.5f)]);

        Assert.Equal([new LexicalHit("m", 2.5f), new LexicalHit("b", 0), new LexicalHit("z", 0)], candidates.Of(CandidatePool.Judged));
        Assert.Equal([new LexicalHit("q", 7), new LexicalHit("m", 2.5f)], candidates.Of(CandidatePool.Top100));
    }
}
