using Microsoft.ML.OnnxRuntime;
using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Inference;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Tests.Bert;

/// <summary>A graph in the bare runtime.</summary>
internal sealed class GraphSession(byte[] graph, int width) : IDisposable
{
    private readonly InferenceSession _session = Open(graph);

    public static GraphSession Of(IWeightSource weights, BertConfig config, EncoderPrecision precision, IReadOnlyList<ReadOnlyMemory<int>> calibration)
    {
        using var stream = new MemoryStream();
        BertEncoderExporter.Export(weights, config, precision, calibration, stream);
        return new(stream.ToArray(), config.Width);
    }

    /// <summary>The embeddings of texts in one batch, padded to the longest or to more; a text of no ids is nothing but padding.</summary>
    public float[][] Encode(IReadOnlyList<ReadOnlyMemory<int>> texts, int padTo = 1)
    {
        var tokens = Math.Max(padTo, texts.Max(text => text.Length) / width);
        var ids = new int[texts.Count * tokens * width];
        var mask = new int[texts.Count * tokens];
        for (var row = 0; row < texts.Count; row++)
        {
            texts[row].Span.CopyTo(ids.AsSpan(row * tokens * width));
            mask.AsSpan(row * tokens, texts[row].Length / width).Fill(1);
        }

        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, width == 1 ? [texts.Count, tokens] : [texts.Count, tokens, width]);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, [texts.Count, tokens]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, ["input_ids", "attention_mask"], [idValue, maskValue], ["embedding"]);
        var components = outputs[0].GetTensorDataAsSpan<float>();
        return [.. components.ToArray().Chunk(components.Length / texts.Count)];
    }

    public void Dispose() => _session.Dispose();

    private static InferenceSession Open(byte[] graph)
    {
        OnnxTelemetry.TurnOff();
        return new(graph);
    }
}
