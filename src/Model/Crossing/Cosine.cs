using System.Numerics;
using System.Runtime.InteropServices;

namespace TwinBert.Model.Crossing;

/// <summary>The cosine of floats with bytes.</summary>
internal static class Cosine
{
    /// <summary>The cosine in [−1, 1]; 0 where a vector has no direction.</summary>
    /// <param name="query">The query's components.</param>
    /// <param name="queryNorm">Their Euclidean norm.</param>
    /// <param name="document">The document's components, as many.</param>
    public static float Of(ReadOnlySpan<float> query, float queryNorm, ReadOnlySpan<sbyte> document)
    {
        var (dot, squares) = Products(query, document);
        var cosine = dot / (queryNorm * MathF.Sqrt(squares));

        // Zeros divide to NaN, and numbers beyond a float's range to no finite quotient: neither says anything about likeness.
        return float.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : 0;
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
