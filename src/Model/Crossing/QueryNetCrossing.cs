using System.Buffers;
using System.Numerics.Tensors;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>
/// A small network of the query's own over the document: h_k = relu(u_k(q)·d + c_k(q)), logit = b(q) + Σ_k a_k(q) h_k, with d = byte / 127, and with a
/// similarity prior a·cos(q, d) + c more. The query's network is generated once, each document then costs k dot products. Thread-safe.
/// </summary>
public sealed class QueryNetCrossing : ICrossingLayer
{
    /// <summary>The name in a manifest.</summary>
    public const string LayerName = "querynet";

    private readonly QueryNetWeights _weights;

    /// <summary>Takes weights.</summary>
    /// <param name="dimensions">The length of both embeddings, D.</param>
    /// <param name="weights">Finite weights.</param>
    /// <exception cref="ArgumentException">The lengths of the weights do not fit each other or the dimensions.</exception>
    public QueryNetCrossing(int dimensions, QueryNetWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        var units = weights.OffsetsBias.Length;
        if (units == 0 || weights.UnitsWeight.Length != (long)units * dimensions * dimensions || weights.UnitsBias.Length != units * dimensions
            || weights.OffsetsWeight.Length != units * dimensions || weights.GatesWeight.Length != units * dimensions || weights.GatesBias.Length != units
            || weights.BaseWeight.Length != dimensions)
        {
            throw new ArgumentException($"The weights do not fit each other, or embeddings of {dimensions} components.", nameof(weights));
        }

        _weights = weights;
        Dimensions = dimensions;
    }

    /// <inheritdoc/>
    public string Name => LayerName;

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>The number of units, k.</summary>
    public int Units => _weights.OffsetsBias.Length;

    /// <summary>Whether the cosine is part of the logit.</summary>
    public bool HasPrior => _weights.Prior is not null;

    /// <summary>What is added of the cosine; <see langword="null"/> for none.</summary>
    public SimilarityPrior? Prior => _weights.Prior;

    /// <summary>Generates a query's own network, for those who run it somewhere else.</summary>
    /// <param name="query">The query; its length must be <see cref="Dimensions"/>.</param>
    /// <exception cref="ArgumentException">The query has another length.</exception>
    public QueryNetwork NetworkOf(QueryEmbedding query)
    {
        CrossingArguments.Check(Dimensions, query, [], []);
        var values = query.Values.Span;
        var (units, offsets, gates) = (new float[Units * Dimensions], new float[Units], new float[Units]);
        GenerateAll(values, units, offsets, gates);
        return new() { Units = units, Offsets = offsets, Gates = gates, Base = BaseOf(values) };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        CrossingArguments.Check(Dimensions, query, documents, similarities);
        var values = query.Values.Span;
        var size = Units * Dimensions;
        var buffer = ArrayPool<float>.Shared.Rent(size + (2 * Units) + Dimensions);
        try
        {
            var units = buffer.AsSpan(0, size);
            var offsets = buffer.AsSpan(size, Units);
            var gates = buffer.AsSpan(size + Units, Units);
            var components = buffer.AsSpan(size + (2 * Units), Dimensions);
            GenerateAll(values, units, offsets, gates);
            var start = BaseOf(values);
            var queryNorm = TensorPrimitives.Norm(values);
            for (var i = 0; i < documents.Length; i++)
            {
                var document = documents[i].Values.Span;
                DocumentComponents.Write(document, components);
                var prior = _weights.Prior is { } p ? (p.Scale * Cosine.Of(values, queryNorm, document)) + p.Bias : 0;
                similarities[i] = Logit.ToSimilarity(start + prior + Run(units, offsets, gates, components));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private float BaseOf(ReadOnlySpan<float> query) => TensorPrimitives.Dot(_weights.BaseWeight.Span, query) + _weights.BaseBias;

    private void GenerateAll(ReadOnlySpan<float> query, Span<float> units, Span<float> offsets, Span<float> gates)
    {
        Generate(_weights.UnitsWeight.Span, _weights.UnitsBias.Span, query, units);
        Generate(_weights.OffsetsWeight.Span, _weights.OffsetsBias.Span, query, offsets);
        Generate(_weights.GatesWeight.Span, _weights.GatesBias.Span, query, gates);
    }

    /// <summary>A dense layer over the query.</summary>
    private static void Generate(ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias, ReadOnlySpan<float> query, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = TensorPrimitives.Dot(matrix.Slice(i * query.Length, query.Length), query) + bias[i];
        }
    }

    /// <summary>The query's network over one document.</summary>
    private static float Run(ReadOnlySpan<float> units, ReadOnlySpan<float> offsets, ReadOnlySpan<float> gates, ReadOnlySpan<float> document)
    {
        var sum = 0f;
        for (var k = 0; k < gates.Length; k++)
        {
            sum += gates[k] * Math.Max(0, TensorPrimitives.Dot(units.Slice(k * document.Length, document.Length), document) + offsets[k]);
        }

        return sum;
    }
}
