using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>
/// The cosine of the query's floats with the document's bytes: the paper's crossing for retrieval. The document's scale cancels out,
/// so that both kinds of quantisation give the same number. A vector of zeros is like nothing: 0.
/// </summary>
/// <param name="dimensions">The length of both embeddings.</param>
public sealed class CosineCrossing(int dimensions) : ICrossingLayer
{
    /// <summary>The name in a manifest.</summary>
    public const string LayerName = "cosine";

    /// <inheritdoc/>
    public string Name => LayerName;

    /// <inheritdoc/>
    public int Dimensions => dimensions;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        if (query.Dimensions != dimensions)
        {
            throw new ArgumentException($"The query has {query.Dimensions} components, the crossing layer takes {dimensions}.", nameof(query));
        }

        if (similarities.Length < documents.Length)
        {
            throw new ArgumentException($"There is room for {similarities.Length} similarities, and there are {documents.Length} documents.", nameof(similarities));
        }

        var values = query.Values.Span;
        var queryNorm = TensorPrimitives.Norm(values);
        for (var i = 0; i < documents.Length; i++)
        {
            var document = documents[i].Values.Span;
            if (document.Length != dimensions)
            {
                throw new ArgumentException($"Document {i} has {document.Length} components, the crossing layer takes {dimensions}.", nameof(documents));
            }

            var (dot, squares) = Products(values, document);
            var cosine = dot / (queryNorm * MathF.Sqrt(squares));

            // Zeros divide to NaN, and numbers beyond a float's range to no finite quotient: neither says anything about likeness.
            similarities[i] = float.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : 0;
        }
    }

    /// <summary>The dot product, and the sum of the document's squares, which a float holds exactly up to 1,040 components.</summary>
    private static (float Dot, float Squares) Products(ReadOnlySpan<float> query, ReadOnlySpan<sbyte> document)
    {
        var dots = Vector<float>.Zero;
        var squares = Vector<float>.Zero;
        var lanes = Vector<float>.Count;
        var whole = document.Length - (document.Length % Vector<sbyte>.Count);
        var queryVectors = MemoryMarshal.Cast<float, Vector<float>>(query[..whole]);
        var documentVectors = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(document[..whole]);
        for (var i = 0; i < documentVectors.Length; i++)
        {
            var fours = queryVectors.Slice(i * (Vector<sbyte>.Count / lanes), Vector<sbyte>.Count / lanes);
            Vector.Widen(documentVectors[i], out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            Add(fours[0], first, ref dots, ref squares);
            Add(fours[1], second, ref dots, ref squares);
            Add(fours[2], third, ref dots, ref squares);
            Add(fours[3], fourth, ref dots, ref squares);
        }

        var dot = Vector.Sum(dots);
        var square = Vector.Sum(squares);
        for (var i = whole; i < document.Length; i++)
        {
            dot += query[i] * document[i];
            square += document[i] * document[i];
        }

        return (dot, square);
    }

    private static void Add(Vector<float> query, Vector<int> document, ref Vector<float> dots, ref Vector<float> squares)
    {
        var components = Vector.ConvertToSingle(document);
        dots = Vector.FusedMultiplyAdd(query, components, dots);
        squares = Vector.FusedMultiplyAdd(components, components, squares);
    }
}
