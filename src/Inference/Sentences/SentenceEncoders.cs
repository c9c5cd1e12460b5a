namespace TwinBert.Inference.Sentences;

/// <summary>
/// Several copies of one sentence encoder, for many texts: two single-threaded sessions get through more than one session with two threads.
/// Not thread-safe.
/// </summary>
public sealed class SentenceEncoders : IDisposable
{
    private const int BatchSize = 16;
    private readonly SentenceEncoder[] _encoders;

    private SentenceEncoders(SentenceEncoder[] encoders) => _encoders = encoders;

    /// <summary>The components of an embedding.</summary>
    public int Dimensions => _encoders[0].Dimensions;

    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="sessions">How many texts are encoded at once, 1 or more.</param>
    /// <exception cref="InvalidDataException">It is missing, no graph, or not a sentence encoder; the message names it.</exception>
    public static SentenceEncoders Open(string file, int sessions)
    {
        var encoders = new List<SentenceEncoder>();
        try
        {
            for (var i = 0; i < sessions; i++)
            {
                encoders.Add(SentenceEncoder.Open(file));
            }

            return new([.. encoders]);
        }
        catch
        {
            encoders.ForEach(encoder => encoder.Dispose());
            throw;
        }
    }

    /// <summary>Encodes texts; those of like length should stand together, as a batch is padded to its longest.</summary>
    /// <param name="texts">The texts' ids, special tokens included; none empty.</param>
    /// <param name="embeddings">Receives the embeddings, one after the other.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="Model.Encoding.EncodingException">The runtime failed, or a component is not finite.</exception>
    public void Encode(IReadOnlyList<ReadOnlyMemory<int>> texts, Memory<float> embeddings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var batches = (texts.Count + BatchSize - 1) / BatchSize;
        var next = -1;
        var failures = new Exception?[_encoders.Length];
        Parallel.For(0, _encoders.Length, worker =>
        {
            try
            {
                for (var batch = Interlocked.Increment(ref next); batch < batches
                    && !cancellationToken.IsCancellationRequested; batch = Interlocked.Increment(ref next))
                {
                    var rows = texts.Skip(batch * BatchSize).Take(BatchSize).ToArray();
                    _encoders[worker].Encode(rows, embeddings.Span.Slice(batch * BatchSize * Dimensions, rows.Length * Dimensions));
                }
            }
            catch (Model.Encoding.EncodingException e)
            {
                failures[worker] = e;
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            throw new Model.Encoding.EncodingException(first.Message, first);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_encoders, encoder => encoder.Dispose());
}
