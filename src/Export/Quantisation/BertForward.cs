using System.Numerics.Tensors;
using TwinBert.Export.Bert;

namespace TwinBert.Export.Quantisation;

/// <summary>
/// The encoder in plain C#, one text at a time: slow, without a runtime, and easy to check. It finds the activations' peaks before a graph is
/// quantised, and tests compare graphs with it.
/// </summary>
internal sealed class BertForward(BertWeights weights, BertConfig config)
{
    private readonly int _hidden = config.HiddenSize;

    /// <summary>A text's embedding.</summary>
    /// <param name="ids">The ids of its tokens, at least one token.</param>
    public float[] Encode(ReadOnlySpan<int> ids)
    {
        var pooled = PoolingForward.Pool(Run(ids), weights.Head.Pooler, config);
        if (weights.Head.Downscale is { } downscale)
        {
            var embedding = downscale.Apply(pooled, 1);
            TensorPrimitives.Tanh<float>(embedding, embedding);
            return embedding;
        }

        TensorPrimitives.Divide(pooled, TensorPrimitives.Norm<float>(pooled), pooled);
        return pooled;
    }

    /// <summary>The vectors of the last layer, one row per token.</summary>
    /// <param name="ids">The ids of a text's tokens.</param>
    /// <param name="peaks">Receives the largest activations, if any are asked for.</param>
    public float[] Run(ReadOnlySpan<int> ids, ActivationPeaks? peaks = null)
    {
        var x = Embed(ids);
        for (var i = 0; i < weights.Layers.Count; i++)
        {
            x = Layer($"layer{i}", weights.Layers[i], x, ids.Length / config.Width, peaks);
        }

        return x;
    }

    private float[] Embed(ReadOnlySpan<int> ids)
    {
        var x = weights.Positions[..(ids.Length / config.Width * _hidden)];
        for (var i = 0; i < ids.Length; i++)
        {
            var row = x.AsSpan(i / config.Width * _hidden, _hidden);
            TensorPrimitives.Add(row, weights.Words.AsSpan(ids[i] * _hidden, _hidden), row);
        }

        if (weights.EmbeddingNorm is { } norm)
        {
            Normalise(x, norm);
        }

        return x;
    }

    private float[] Layer(string name, BertLayer layer, float[] x, int tokens, ActivationPeaks? peaks)
    {
        peaks?.Observe(name + ".attention", x, _hidden);
        var heads = Attend(layer.QueryKeyValue.Apply(x, tokens), tokens);
        var middle = layer.AttentionOutput.Apply(heads, tokens);
        TensorPrimitives.Add(middle, x, middle);
        Normalise(middle, layer.AttentionNorm);

        peaks?.Observe(name + ".up", middle, _hidden);
        var active = layer.Up.Apply(middle, tokens);
        Gelu(active);
        peaks?.Observe(name + ".down", active, config.IntermediateSize);
        var output = layer.Down.Apply(active, tokens);
        TensorPrimitives.Add(output, middle, output);
        Normalise(output, layer.OutputNorm);
        return output;
    }

    private float[] Attend(float[] queryKeyValue, int tokens)
    {
        var size = _hidden / config.Heads;
        var output = new float[tokens * _hidden];
        var scores = new float[tokens];
        ReadOnlySpan<float> Part(int token, int part, int head) => queryKeyValue.AsSpan((((token * 3) + part) * _hidden) + (head * size), size);
        for (var head = 0; head < config.Heads; head++)
        {
            for (var token = 0; token < tokens; token++)
            {
                for (var other = 0; other < tokens; other++)
                {
                    scores[other] = TensorPrimitives.Dot(Part(token, 0, head), Part(other, 1, head)) / MathF.Sqrt(size);
                }

                TensorPrimitives.SoftMax<float>(scores, scores);
                var target = output.AsSpan((token * _hidden) + (head * size), size);
                for (var other = 0; other < tokens; other++)
                {
                    TensorPrimitives.MultiplyAdd(Part(other, 2, head), scores[other], target, target);
                }
            }
        }

        return output;
    }

    private void Normalise(float[] x, LayerNorm norm)
    {
        for (var start = 0; start < x.Length; start += _hidden)
        {
            var row = x.AsSpan(start, _hidden);
            TensorPrimitives.Subtract(row, TensorPrimitives.Sum<float>(row) / _hidden, row);
            var deviation = MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(row) / _hidden) + config.LayerNormEpsilon);
            TensorPrimitives.Divide(row, deviation, row);
            TensorPrimitives.MultiplyAdd(row, norm.Scale, norm.Shift, row);
        }
    }

    private static void Gelu(Span<float> x)
    {
        foreach (ref var value in x)
        {
            value = (float)(0.5 * value * (1 + ErrorFunction.Of(value / Math.Sqrt(2))));
        }
    }
}
