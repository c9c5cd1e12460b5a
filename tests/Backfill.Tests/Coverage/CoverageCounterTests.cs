using System.Globalization;
using System.Text;
using TwinBert.Backfill.Coverage;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using Xunit;

namespace TwinBert.Backfill.Tests.Coverage;

public sealed class CoverageCounterTests
{
    [Theory]
    [InlineData("10 7 8", 10, 7, 1)]
    [InlineData("10 11 11", 11, 11, 0)]
    [InlineData("10 8 7", 10, 8, 0)]
    [InlineData("10 8 12", 12, 8, 4)]
    public async Task Count_WhileDocumentsAreWritten_IsNoLessThanItsParts(string answers, long total, long current, long otherModel)
    {
        var counter = new CoverageCounter(new Counts(answers.Split(' ')), new ModelFingerprint("0123456789ab"));

        var (coverage, failure) = await counter.CountAsync("shop", new EmbeddingField("twinbert"), TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Equal(new IndexCoverage(total, current, otherModel), coverage);
    }

    private sealed class Counts(IEnumerable<string> counts) : IClusterCalls
    {
        private readonly Queue<string> _left = new(counts);

        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new ClusterAnswer(200, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"count":{{_left.Dequeue()}}}"""))));
    }
}
