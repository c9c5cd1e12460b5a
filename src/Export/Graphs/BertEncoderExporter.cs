using TwinBert.Export.Bert;
using TwinBert.Export.Quantisation;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Graphs;

/// <summary>
/// Writes the ONNX graph of an encoder. Inputs: <c>input_ids</c>, int32 [batch, tokens], or [batch, words, 20] for letter trigrams; <c>attention_mask</c>,
/// int32
/// [batch, tokens], padding at the end. Output: <c>embedding</c>, float [batch, dimensions]: after a downscale with each component in [−1, 1], otherwise with
/// each row of length 1. Deterministic.
/// </summary>
public static class BertEncoderExporter
{
    /// <summary>Writes a graph.</summary>
    /// <param name="source">The weights, under their Hugging Face names, and <c>pooler</c> and <c>downscale</c> for the head.</param>
    /// <param name="config">The encoder's shape.</param>
    /// <param name="precision">How weights are stored.</param>
    /// <param name="calibration">Ids of a few ordinary texts, special tokens included, that show where activations have outliers; used for int8 alone. Empty:
    /// no outliers are smoothed.</param>
    /// <param name="target">Receives the ONNX file.</param>
    /// <exception cref="ExportException">The shape contradicts itself.</exception>
    /// <exception cref="WeightsException">A tensor is missing, cut off or of another shape.</exception>
    public static void Export(
        IWeightSource source,
        BertConfig config,
        EncoderPrecision precision,
        IReadOnlyList<ReadOnlyMemory<int>> calibration,
        Stream target)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var weights = BertWeights.Read(source, config);
        IPrecision parts = precision == EncoderPrecision.Full ? new FloatPrecision() : new Int8Precision(Observe(weights, config, calibration));
        BertEncoderGraph.Build(weights, config, parts).Write(target);
    }

    private static ActivationPeaks Observe(BertWeights weights, BertConfig config, IReadOnlyList<ReadOnlyMemory<int>> calibration)
    {
        var peaks = new ActivationPeaks();
        var forward = new BertForward(weights, config);
        foreach (var ids in calibration)
        {
            forward.Run(ids.Span, peaks);
        }

        return peaks;
    }
}
