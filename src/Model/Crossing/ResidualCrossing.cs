using System.Buffers;
using System.Numerics.Tensors;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>
/// The paper's crossing for relevance: x = max(q, d) or [q; d]; y = relu(W₂ relu(W₁x + b₁) + b₂ + x); logit = w·y + b, with d = byte / 127, and with a
/// similarity prior a·cos(q, d) + c more. The form of the inner function is that of Microsoft's TextGNN and DeepGNN. Thread-safe.
/// </summary>
public sealed class ResidualCrossing : ICrossingLayer
{
    /// <summary>The name in a manifest.</summary>
    public const string LayerName = "residual";

    // So many documents at a time that their vectors stay in the processor's cache, and a window of any size needs the same memory.
    private const int ChunkDocuments = 10 * PackedLayer.RowsPerBlock;

    private readonly ResidualWeights _weights;
    private readonly PackedLayer _inner1;
    private readonly PackedLayer _inner2;

    /// <summary>Packs weights.</summary>
    /// <param name="dimensions">The length of both embeddings, D.</param>
    /// <param name="weights">Finite weights; the joined vector's length tells how the pair is joined.</param>
    /// <exception cref="ArgumentException">The lengths of the weights do not fit each other or the dimensions.</exception>
    public ResidualCrossing(int dimensions, ResidualWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var (joined, inner) = (weights.Inner2Bias.Length, weights.Inner1Bias.Length);
        if ((joined != dimensions && joined != 2 * dimensions) || inner == 0 || weights.OutputWeight.Length != joined
            || weights.Inner1Weight.Length != inner * joined || weights.Inner2Weight.Length != inner * joined)
        {
            throw new ArgumentException($"The weights do not fit each other, or embeddings of {dimensions} components.", nameof(weights));
        }

        _weights = weights;
        Dimensions = dimensions;
        Combiner = joined == dimensions ? Combiner.Max : Combiner.Concatenate;
        _inner1 = new(weights.Inner1Weight.Span, inner, joined - dimensions);
        _inner2 = new(weights.Inner2Weight.Span, joined);
    }

    /// <inheritdoc/>
    public string Name => LayerName;

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>How the pair is joined.</summary>
    public Combiner Combiner { get; }

    /// <summary>The inner size, I.</summary>
    public int InnerSize => _weights.Inner1Bias.Length;

    /// <summary>Whether the cosine is part of the logit.</summary>
    public bool HasPrior => _weights.Prior is not null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        CrossingArguments.Check(Dimensions, query, documents, similarities);
        var rows = Math.Min(ChunkDocuments, (documents.Length + PackedLayer.RowsPerBlock - 1) / PackedLayer.RowsPerBlock * PackedLayer.RowsPerBlock);
        var (joined, inner) = (rows * _inner2.Stride, rows * _inner1.Stride);
        var buffer = ArrayPool<float>.Shared.Rent((2 * joined) + inner + InnerSize);
        try
        {
            // Rows beyond the last document are computed too, of whatever the pool's memory holds, and never looked at.
            var scratch = new Scratch(
                buffer.AsSpan(0, joined),
                buffer.AsSpan(joined, inner),
                buffer.AsSpan(joined + inner, joined),
                buffer.AsSpan((2 * joined) + inner, InnerSize));
            var values = query.Values.Span;
            WriteBase(values, scratch.Base);
            for (var start = 0; start < documents.Length; start += rows)
            {
                var count = Math.Min(rows, documents.Length - start);
                CrossChunk(values, documents.Slice(start, count), similarities.Slice(start, count), scratch);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>The part of the first layer that does not depend on the document: its bias, and the query's half of a concatenation.</summary>
    private void WriteBase(ReadOnlySpan<float> query, Span<float> target)
    {
        _weights.Inner1Bias.Span.CopyTo(target);
        if (Combiner == Combiner.Concatenate)
        {
            var matrix = _weights.Inner1Weight.Span;
            for (var i = 0; i < target.Length; i++)
            {
                target[i] += TensorPrimitives.Dot(matrix.Slice(i * 2 * Dimensions, Dimensions), query);
            }
        }
    }

    private void CrossChunk(ReadOnlySpan<float> query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities, Scratch scratch)
    {
        var rows = (documents.Length + PackedLayer.RowsPerBlock - 1) / PackedLayer.RowsPerBlock * PackedLayer.RowsPerBlock;
        var (joined, inner) = (_weights.Inner2Bias.Length, _inner1.Stride);
        for (var i = 0; i < documents.Length; i++)
        {
            var row = scratch.Joined.Slice(i * _inner2.Stride, joined);
            Join(query, documents[i].Values.Span, row);
            scratch.Base.CopyTo(scratch.Inner[(i * inner)..]);
            TensorPrimitives.Add(row, _weights.Inner2Bias.Span, scratch.Output.Slice(i * _inner2.Stride, joined));
        }

        _inner1.Apply(scratch.Joined[(joined - Dimensions)..], _inner2.Stride, scratch.Inner, rows);
        _inner2.Apply(scratch.Inner, inner, scratch.Output, rows);

        var queryNorm = TensorPrimitives.Norm(query);
        for (var i = 0; i < documents.Length; i++)
        {
            var logit = TensorPrimitives.Dot(scratch.Output.Slice(i * _inner2.Stride, joined), _weights.OutputWeight.Span) + _weights.OutputBias;
            var prior = _weights.Prior is { } p ? (p.Scale * Cosine.Of(query, queryNorm, documents[i].Values.Span)) + p.Bias : 0;
            similarities[i] = Logit.ToSimilarity(logit + prior);
        }
    }

    private void Join(ReadOnlySpan<float> query, ReadOnlySpan<sbyte> document, Span<float> row)
    {
        if (Combiner == Combiner.Max)
        {
            DocumentComponents.Write(document, row);
            TensorPrimitives.Max(row, query, row);
        }
        else
        {
            query.CopyTo(row);
            DocumentComponents.Write(document, row[Dimensions..]);
        }
    }

    /// <summary>Rented memory: the joined vectors, the inner layer, the output layer, and the inner layer's part that all documents share.</summary>
    private readonly ref struct Scratch(Span<float> joined, Span<float> inner, Span<float> output, Span<float> shared)
    {
        public Span<float> Joined { get; } = joined;

        public Span<float> Inner { get; } = inner;

        public Span<float> Output { get; } = output;

        public Span<float> Base { get; } = shared;
    }
}
