using System.Numerics.Tensors;

namespace TwinBert.Model.Crossing;

/// <summary>A stored document's bytes as the floats that a learned head was trained on.</summary>
internal static class DocumentComponents
{
    private const float Largest = sbyte.MaxValue;

    /// <summary>Writes byte / 127 for each byte.</summary>
    public static void Write(ReadOnlySpan<sbyte> document, Span<float> components)
    {
        components = components[..document.Length];
        TensorPrimitives.ConvertTruncating(document, components);
        TensorPrimitives.Divide(components, Largest, components);
    }
}
