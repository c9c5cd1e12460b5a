using System.Numerics.Tensors;

namespace TwinBert.Model.Encoding;

/// <summary>Floats to signed bytes, and how. The same on the training and the serving side. Thread-safe.</summary>
/// <param name="mode">The manifest's <c>embedding.quantisation</c>.</param>
public sealed class EmbeddingQuantizer(QuantisationMode mode)
{
    private const float Largest = sbyte.MaxValue;

    /// <summary>How components are scaled.</summary>
    public QuantisationMode Mode => mode;

    /// <summary>Quantises one embedding, rounding to the nearest byte, −127 to 127. The zero vector stays zero.</summary>
    /// <param name="components">Finite numbers.</param>
    /// <exception cref="ArgumentException">A component is not finite.</exception>
    public DocumentEmbedding Quantize(ReadOnlySpan<float> components)
    {
        if (!components.IsEmpty && !TensorPrimitives.IsFiniteAll(components))
        {
            throw new ArgumentException("An embedding has a component that is not finite.", nameof(components));
        }

        var scale = mode == QuantisationMode.Unit ? Largest : ScaleToLargest(components);
        var values = new sbyte[components.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (sbyte)Math.Clamp(MathF.Round(components[i] * scale), -Largest, Largest);
        }

        return new(values);
    }

    private static float ScaleToLargest(ReadOnlySpan<float> components)
    {
        var largest = components.IsEmpty ? 0 : TensorPrimitives.MaxMagnitude(components);
        var scale = Largest / MathF.Abs(largest);

        // A vector of denormal numbers has no scale, and no direction that is worth keeping.
        return float.IsFinite(scale) ? scale : 0;
    }
}
