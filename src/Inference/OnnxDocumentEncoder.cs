using TwinBert.Inference.Batching;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Inference;

/// <summary>The document tower on ONNX Runtime: texts of like length together, a bounded number of batches at once for all callers together.</summary>
internal sealed class OnnxDocumentEncoder(ModelPackage package, EncoderSession session, OnnxModelOptions options, EncodeMetrics metrics, QueryActivity queries)
    : IDocumentEncoder, IDisposable
{
    private readonly BatchPlanner _planner = new(options.BatchTokens, IsOneByOne(package) ? 1 : int.MaxValue);
    private readonly SemaphoreSlim _slots = new(options.DocumentConcurrency);
    private readonly SemaphoreSlim _spare = new(Math.Max(0, options.IdleDocumentConcurrency - options.DocumentConcurrency));

    public ModelFingerprint Fingerprint => package.Fingerprint;

    public int Dimensions => package.Dimensions;

    /// <summary>
    /// Whether texts are encoded one by one. A quantised graph quantises the activations of a batch with one scale: a vector would depend on the texts that it
    /// happened to be encoded with. Alone, a text always gets the same vector, and batches would gain next to nothing in speed.
    /// </summary>
    public static bool IsOneByOne(ModelPackage package) => package.Manifest.Encoders.Weights == "int8";

    public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            return [];
        }

        var tokens = new TokenSequence[texts.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = package.Tokenizer.Encode(texts[i], package.Manifest.Limits.DocumentTokens);
        }

        var embeddings = new DocumentEmbedding[texts.Count];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(options.DocumentConcurrency, options.IdleDocumentConcurrency),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(_planner.Plan(tokens), parallel, (batch, token) => EncodeAsync(batch, tokens, embeddings, token));
        return embeddings;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _spare.Dispose();
    }

    // What is left to searches is taken only where there are none, and given back after one batch, which is short.
    private async ValueTask<SemaphoreSlim> TakeAsync(CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            if (queries.IsQuiet && await _spare.WaitAsync(TimeSpan.Zero, cancellationToken))
            {
                return _spare;
            }

            await _slots.WaitAsync(cancellationToken);
        }

        return _slots;
    }

    private void Run(TokenSequence[] texts, float[] components)
    {
        if (texts.Length == 1)
        {
            session.Run(texts[0], components);
        }
        else
        {
            session.Run(texts, components);
        }
    }

    private async ValueTask EncodeAsync(ArraySegment<int> batch, TokenSequence[] tokens, DocumentEmbedding[] embeddings, CancellationToken cancellationToken)
    {
        var waiting = metrics.Arrive("document");
        var place = await TakeAsync(cancellationToken);
        try
        {
            var running = waiting.Begin();
            var components = new float[batch.Count * package.Dimensions];
            Run([.. batch.Select(text => tokens[text])], components);
            running.End();
            for (var i = 0; i < batch.Count; i++)
            {
                embeddings[batch[i]] = package.Quantizer.Quantize(components.AsSpan(i * package.Dimensions, package.Dimensions));
            }
        }
        finally
        {
            place.Release();
        }
    }
}
