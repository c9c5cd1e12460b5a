using System.Numerics.Tensors;
using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;

namespace TwinBert.Export.Quantisation;

/// <summary>The poolings in plain C#.</summary>
internal static class PoolingForward
{
    /// <summary>One vector of the rows of a text without padding.</summary>
    /// <param name="rows">A vector for each token, at least one.</param>
    /// <param name="pooler">The scores of weighted pooling.</param>
    /// <param name="config">The encoder's shape.</param>
    public static float[] Pool(ReadOnlySpan<float> rows, Linear? pooler, BertConfig config)
    {
        var tokens = rows.Length / config.HiddenSize;
        var shares = new float[tokens];
        switch (config.Pooling)
        {
            case Pooling.Cls:
                shares[0] = 1;
                break;
            case Pooling.Weighted:
                TensorPrimitives.SoftMax(pooler!.Apply(rows, tokens), shares);
                break;
            default:
                Array.Fill(shares, 1f / tokens);
                break;
        }

        var pooled = new float[config.HiddenSize];
        for (var token = 0; token < tokens; token++)
        {
            TensorPrimitives.MultiplyAdd(rows.Slice(token * pooled.Length, pooled.Length), shares[token], pooled, pooled);
        }

        return pooled;
    }
}
