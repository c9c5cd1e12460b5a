using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>Batches that are encoded at the same time, and written in their order all the same.</summary>
public sealed class BackfillOverlapTests
{
    [Fact]
    public async Task RunAsync_FirstBatchIsSlow_IsWrittenFirstAllTheSame()
    {
        var encoder = new SecondFirst();
        using var lab = new BackfillLab(documents: 45) { Encoder = encoder };

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((45, 45), (report.Counters.Scanned, report.Counters.Embedded));
        Assert.Equal(2, encoder.MostAtOnce);
        Assert.Equal(45, lab.Cluster.Embedded(BackfillLab.Model));
        Assert.Contains("\"_id\":\"000\"", lab.Cluster.BulkBodies.First(), StringComparison.Ordinal);
    }

    /// <summary>Its first batch ends when its second is done.</summary>
    private sealed class SecondFirst : IDocumentEncoder
    {
        private readonly HashEncoder _encoder = new();
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;
        private int _running;

        public int MostAtOnce { get; private set; }

        public ModelFingerprint Fingerprint => _encoder.Fingerprint;

        public int Dimensions => _encoder.Dimensions;

        public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            var call = Interlocked.Increment(ref _calls);
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            if (call == 1)
            {
                await _second.Task.WaitAsync(cancellationToken);
            }

            var embeddings = await _encoder.EncodeAsync(texts, cancellationToken);
            Interlocked.Decrement(ref _running);
            if (call == 2)
            {
                _second.SetResult();
            }

            return embeddings;
        }
    }
}
