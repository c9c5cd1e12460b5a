using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Asks for a stop when it is given a certain batch, as a user with Ctrl-C would.</summary>
internal sealed class StoppingEncoder(int batches, CancellationTokenSource stop) : IDocumentEncoder
{
    private readonly HashEncoder _encoder = new();
    private int _seen;

    public ModelFingerprint Fingerprint => _encoder.Fingerprint;

    public int Dimensions => _encoder.Dimensions;

    public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _seen) == batches)
        {
            await stop.CancelAsync();
        }

        return await _encoder.EncodeAsync(texts, cancellationToken);
    }
}
