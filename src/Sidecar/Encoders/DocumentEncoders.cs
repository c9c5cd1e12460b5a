using System.Numerics.Tensors;
using TwinBert.Configuration;
using TwinBert.IngestPipeline;
using TwinBert.Model.Serving;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Encoders;

/// <summary>
/// The way of documents to the encoders of all models. A batch takes one place before them, and where all are taken, or all that its caller may have, it is
/// refused rather than left to wait: its turn would come when its write may no longer be held up. Thread-safe.
/// </summary>
/// <param name="limits">How many places there are: as many as for queries.</param>
/// <param name="time">Measures the time for encoding.</param>
internal sealed class DocumentEncoders(LimitOptions limits, TimeProvider time)
{
    private readonly EncodePlaces _places = new(limits.MaxPendingEncodings, time);

    /// <summary>The batches that are in an encoder or wait for it.</summary>
    public int Pending => _places.Taken;

    /// <summary>Encodes the texts of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts of documents, none empty, and how their vectors are spelled.</param>
    /// <param name="caller">Who writes them, and how long the write may still be held up.</param>
    /// <param name="cancellationToken">The caller's own; the only thing that this method throws for.</param>
    /// <returns>One result per text, in the same order; <see langword="null"/> where the batch is refused.</returns>
    public async ValueTask<IReadOnlyList<IngestResult>?> TryEncodeAsync(
        ServedModel model,
        (VectorSpelling Spelling, IReadOnlyList<string> Texts) texts,
        (CallerKey Key, TimeSpan Left) caller,
        CancellationToken cancellationToken)
    {
        if (!_places.TryTake(caller.Key))
        {
            return null;
        }

        try
        {
            return await new TextEncoding(model.Documents, time).EncodeAsync(texts.Spelling, texts.Texts, caller.Left, cancellationToken);
        }
        finally
        {
            _places.GiveBack(caller.Key);
        }
    }

    /// <summary>Encodes texts for their vectors alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts, none empty.</param>
    /// <param name="areQueries">Whether they are queries, and not documents.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One vector of length 1 per text, in the same order; <see langword="null"/> where the texts are refused.</returns>
    public async ValueTask<IReadOnlyList<float[]>?> TryEncodeAsync(
        ServedModel model, IReadOnlyList<string> texts, bool areQueries, CallerKey caller, CancellationToken cancellationToken)
    {
        if (!_places.TryTake(caller))
        {
            return null;
        }

        try
        {
            if (!areQueries)
            {
                var embeddings = await model.Documents.EncodeAsync(texts, cancellationToken);
                return [.. embeddings.Select(embedding => Unit(Array.ConvertAll(embedding.Values.ToArray(), component => (float)component)))];
            }

            var vectors = new float[texts.Count][];
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i] = Unit((await model.Queries.EncodeAsync(texts[i], cancellationToken)).Values.ToArray());
            }

            return vectors;
        }
        finally
        {
            _places.GiveBack(caller);
        }
    }

    private static float[] Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, vector);
        }

        return vector;
    }
}
