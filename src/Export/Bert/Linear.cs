using System.Numerics.Tensors;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>A dense layer as graphs multiply it: the weight is [inputs, outputs], the transpose of what files hold.</summary>
internal sealed record Linear(float[] Weight, float[] Bias, int Inputs, int Outputs)
{
    /// <summary>Reads <c>NAME.weight</c> and <c>NAME.bias</c>.</summary>
    public static Linear Read(IWeightSource source, string name, int inputs, int outputs)
    {
        var stored = source.Read(name + ".weight", outputs, inputs);
        var weight = new float[stored.Length];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                weight[(input * outputs) + output] = stored[(output * inputs) + input];
            }
        }

        return new(weight, source.Read(name + ".bias", outputs), inputs, outputs);
    }

    /// <summary>x × weight + bias for each of some rows.</summary>
    public float[] Apply(ReadOnlySpan<float> x, int rows)
    {
        var output = new float[rows * Outputs];
        for (var row = 0; row < rows; row++)
        {
            var target = output.AsSpan(row * Outputs, Outputs);
            Bias.CopyTo(target);
            for (var input = 0; input < Inputs; input++)
            {
                TensorPrimitives.MultiplyAdd(Weight.AsSpan(input * Outputs, Outputs), x[(row * Inputs) + input], target, target);
            }
        }

        return output;
    }

    /// <summary>Puts layers with the same inputs side by side, so that one multiplication does them all.</summary>
    public static Linear Concat(params ReadOnlySpan<Linear> layers)
    {
        var inputs = layers[0].Inputs;
        var outputs = 0;
        foreach (var layer in layers)
        {
            outputs += layer.Outputs;
        }

        var weight = new float[inputs * outputs];
        var bias = new float[outputs];
        var start = 0;
        foreach (var layer in layers)
        {
            layer.Bias.CopyTo(bias, start);
            for (var input = 0; input < inputs; input++)
            {
                layer.Weight.AsSpan(input * layer.Outputs, layer.Outputs).CopyTo(weight.AsSpan((input * outputs) + start));
            }

            start += layer.Outputs;
        }

        return new(weight, bias, inputs, outputs);
    }
}
