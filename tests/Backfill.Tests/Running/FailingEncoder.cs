using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>Encodes until it meets a text with a certain word, and runs what a test wants before each batch.</summary>
internal sealed class FailingEncoder(string failsOn = "impossible") : IDocumentEncoder
{
    private readonly HashEncoder _encoder = new();
    private int _batches;

    public ModelFingerprint Fingerprint => _encoder.Fingerprint;

    public int Dimensions => _encoder.Dimensions;

    /// <summary>Hears the number of each batch, from 1, before it is encoded.</summary>
    public Action<int> Before { get; set; } = _ => { };

    public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        Before(Interlocked.Increment(ref _batches));
        return texts.Any(text => text.Contains(failsOn, StringComparison.Ordinal))
            ? throw new InvalidOperationException("cannot encode this")
            : _encoder.EncodeAsync(texts, cancellationToken);
    }
}
