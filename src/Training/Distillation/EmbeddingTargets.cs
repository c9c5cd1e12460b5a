using static TorchSharp.torch;

namespace TwinBert.Training.Distillation;

/// <summary>A teacher's embeddings of all texts, in half precision, each of length 1.</summary>
/// <param name="values">One after the other.</param>
/// <param name="dimensions">The components of one.</param>
internal sealed class EmbeddingTargets(Half[] values, int dimensions)
{
    private Half[] Values => values;

    /// <summary>The components of an embedding.</summary>
    public int Dimensions => dimensions;

    /// <summary>The number of texts.</summary>
    public int Count => values.Length / dimensions;

    /// <summary>The embeddings of some texts: <c>float32</c> [rows, dimensions].</summary>
    public Tensor Rows(IReadOnlyList<int> rows)
    {
        var chosen = new float[rows.Count * dimensions];
        for (var i = 0; i < rows.Count; i++)
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(
                values.AsSpan(rows[i] * dimensions, dimensions),
                chosen.AsSpan(i * dimensions, dimensions));
        }

        return tensor(chosen, [rows.Count, dimensions]);
    }

    /// <summary>The same, and some of them once more after the last.</summary>
    /// <param name="rows">Which are repeated.</param>
    public EmbeddingTargets With(IReadOnlyList<int> rows)
    {
        var longer = new Half[values.Length + (rows.Count * dimensions)];
        values.CopyTo(longer, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            values.AsSpan(rows[i] * dimensions, dimensions).CopyTo(longer.AsSpan(values.Length + (i * dimensions)));
        }

        return new(longer, dimensions);
    }

    /// <summary>The same, and others after the last.</summary>
    /// <param name="more">Of as many components.</param>
    public EmbeddingTargets With(EmbeddingTargets more) => new([.. values, .. more.Values], dimensions);

    /// <summary>
    /// Moves the mean of all embeddings to the origin and scales each to length 1 again: encoders trained with a low temperature keep all texts
    /// in a narrow cone, where the cosine of anything with anything is above 0.7.
    /// </summary>
    public void Centre()
    {
        var mean = new double[dimensions];
        for (var i = 0; i < values.Length; i++)
        {
            mean[i % dimensions] += (double)values[i];
        }

        var row = new float[dimensions];
        for (var text = 0; text < Count; text++)
        {
            var span = values.AsSpan(text * dimensions, dimensions);
            double squares = 0;
            for (var i = 0; i < dimensions; i++)
            {
                row[i] = (float)((double)span[i] - (mean[i] / Count));
                squares += row[i] * row[i];
            }

            var scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            for (var i = 0; i < dimensions; i++)
            {
                span[i] = (Half)(row[i] * scale);
            }
        }
    }
}
