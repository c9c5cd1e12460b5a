using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Inference;

/// <summary>The query tower on ONNX Runtime: one query at a time on a thread of the pool, so that the caller can wait for the engine meanwhile.</summary>
internal sealed class OnnxQueryEncoder(ModelPackage package, EncoderSession session, OnnxModelOptions options, EncodeMetrics metrics)
    : IQueryEncoder, IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.QueryConcurrency);

    public ModelFingerprint Fingerprint => package.Fingerprint;

    public int Dimensions => package.Dimensions;

    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        var waiting = metrics.Arrive("query");
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Encode(text, waiting), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        session.Dispose();
    }

    private QueryEmbedding Encode(string text, EncodeMetrics.Clock waiting)
    {
        // The wait for a thread counts as one for the encoder.
        var running = waiting.Begin();
        var tokens = package.Tokenizer.Encode(text, package.Manifest.Limits.QueryTokens);
        var embedding = new float[package.Dimensions];
        session.Run([tokens], embedding);
        running.End();
        return new(embedding);
    }
}
