using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Inference;

/// <summary>The query tower on ONNX Runtime: one query at a time on a thread of the pool, so that the caller can wait for the engine meanwhile.</summary>
internal sealed class OnnxQueryEncoder(ModelPackage package, EncoderSession session, OnnxModelOptions options) : IQueryEncoder, IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.QueryConcurrency);

    public ModelFingerprint Fingerprint => package.Fingerprint;

    public int Dimensions => package.Dimensions;

    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Encode(text), cancellationToken);
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

    private QueryEmbedding Encode(string text)
    {
        var tokens = package.Tokenizer.Encode(text, package.Manifest.Limits.QueryTokens);
        var embedding = new float[package.Dimensions];
        session.Run([tokens], embedding);
        return new(embedding);
    }
}
