using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Inference;

/// <summary>
/// The query tower on ONNX Runtime: each query alone, on the thread of the caller, which has handed it over where it has something else to do meanwhile.
/// Batches would keep each query waiting for the others (four take 3.3 to 3.5 times as long as one), and make vectors depend on each other where the graph
/// is quantised.
/// </summary>
internal sealed class OnnxQueryEncoder(ModelPackage package, EncoderSession session, OnnxModelOptions options, EncodeMetrics metrics, QueryActivity queries)
    : IQueryEncoder, IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.QueryConcurrency);

    public ModelFingerprint Fingerprint => package.Fingerprint;

    public int Dimensions => package.Dimensions;

    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        var waiting = metrics.Arrive("query");
        queries.Begin();
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                return Encode(text, waiting);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            queries.End();
        }
    }

    public void Dispose() => _slots.Dispose();

    private QueryEmbedding Encode(string text, EncodeMetrics.Clock waiting)
    {
        var running = waiting.Begin();
        var tokens = package.Tokenizer.Encode(text, package.Manifest.Limits.QueryTokens);
        var embedding = new float[package.Dimensions];
        session.Run(tokens, embedding);
        running.End();
        return new(embedding);
    }
}
