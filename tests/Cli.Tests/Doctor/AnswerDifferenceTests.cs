using System.Text;
using TwinBert.Cli.Doctor;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Cli.Tests.Doctor;

public sealed class AnswerDifferenceTests
{
    private const string Engine =
        """{"took":3,"hits":{"total":{"value":9},"max_score":2.0,"hits":[{"_index":"a","_id":"1","_score":2.0,"_source":{"t":"x","twinbert":{"model":"m"}}},{"_index":"a","_id":"2","_score":1.0,"_source":{"t":"y"}}]}}""";

    [Theory]
    [InlineData(Engine, true, "the same")]
    [InlineData(
        """{"took":9,"hits":{"total":{"value":9},"max_score":5.5,"hits":[{"_index":"a","_id":"2","_score":5.5,"_source":{"t":"y"}},{"_index":"a","_id":"1","_score":0.5,"_source":{"t":"x"}}]}}""",
        true,
        "the same hits in another order, 2 of 2 elsewhere")]
    [InlineData(
        """{"took":9,"hits":{"total":{"value":9},"max_score":5.5,"hits":[{"_index":"a","_id":"7","_score":5.5,"_source":{}},{"_index":"a","_id":"1","_score":0.5,"_source":{"t":"x"}}]}}""",
        true,
        "1 of 2 hits are others: the best of the window, not of the engine's page")]
    [InlineData(
        """{"took":9,"hits":{"total":{"value":8},"max_score":5.5,"hits":[{"_index":"a","_id":"7","_score":5.5,"_source":{}},{"_index":"a","_id":"1","_score":0.5,"_source":{"t":"x"}}]}}""",
        false,
        "something else differs than the order of hits and their scores")]
    [InlineData("not json", false, "the answers differ, and are no JSON")]
    public void Find_AnswerThroughTheSidecar_TellsWhatRerankingChangesFromTheRest(string through, bool isExpected, string text)
    {
        var sidecar = Answer(through) with { Verdict = new() { Status = RerankStatus.Reranked } };

        Assert.Equal(new(isExpected, text), AnswerDifference.Find(Answer(Engine), sidecar, ["twinbert"]));
    }

    [Fact]
    public void Find_OtherStatus_IsTheDifference() => Assert.Equal(
        new(false, "HTTP 200 directly, HTTP 502 through the sidecar"),
        AnswerDifference.Find(Answer(Engine), Answer(Engine) with { Status = 502 }, []));

    private static ClusterAnswer Answer(string body) => new(200, Encoding.UTF8.GetBytes(body));
}
