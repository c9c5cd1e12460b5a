using System.Numerics.Tensors;

namespace TwinBert.Export.Quantisation;

/// <summary>The largest magnitude that each input channel of a dense layer was seen to have. Not thread-safe.</summary>
internal sealed class ActivationPeaks
{
    private readonly Dictionary<string, float[]> _peaks = [];

    /// <summary>The peaks of a layer's input channels; empty for a layer that was not observed.</summary>
    public ReadOnlySpan<float> this[string layer] => _peaks.TryGetValue(layer, out var peaks) ? peaks : [];

    /// <summary>Takes the inputs of a layer into account.</summary>
    /// <param name="layer">The layer's name in the graph.</param>
    /// <param name="inputs">A row of <paramref name="channels"/> numbers for each token.</param>
    /// <param name="channels">The length of a row.</param>
    public void Observe(string layer, ReadOnlySpan<float> inputs, int channels)
    {
        if (!_peaks.TryGetValue(layer, out var peaks))
        {
            _peaks.Add(layer, peaks = new float[channels]);
        }

        for (var start = 0; start < inputs.Length; start += channels)
        {
            TensorPrimitives.MaxMagnitude(peaks, inputs.Slice(start, channels), peaks);
            TensorPrimitives.Abs<float>(peaks, peaks);
        }
    }
}
