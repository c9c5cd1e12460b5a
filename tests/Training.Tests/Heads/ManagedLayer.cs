using TwinBert.Model.Crossing;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Tests.Heads;

/// <summary>The packages' layer with the weights of a head.</summary>
internal static class ManagedLayer
{
    public static ICrossingLayer Of(CrossingHead head, ParameterSet parameters)
    {
        var tensors = HeadWeights.Tensors(parameters).ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        SimilarityPrior? prior = tensors.TryGetValue(head.Name + ".prior.scale", out var scale) ? new(scale[0], tensors[head.Name + ".prior.bias"][0]) : null;
        return head.Shape.Kind switch
        {
            HeadKind.Cosine => new CosineCrossing(head.Shape.Dimensions),
            HeadKind.Residual => new ResidualCrossing(head.Shape.Dimensions, new()
            {
                Inner1Weight = tensors["residual.inner1.weight"],
                Inner1Bias = tensors["residual.inner1.bias"],
                Inner2Weight = tensors["residual.inner2.weight"],
                Inner2Bias = tensors["residual.inner2.bias"],
                OutputWeight = tensors["residual.output.weight"],
                OutputBias = tensors["residual.output.bias"][0],
                Prior = prior,
            }),
            _ => new QueryNetCrossing(head.Shape.Dimensions, new()
            {
                UnitsWeight = tensors["querynet.units.weight"],
                UnitsBias = tensors["querynet.units.bias"],
                OffsetsWeight = tensors["querynet.offsets.weight"],
                OffsetsBias = tensors["querynet.offsets.bias"],
                GatesWeight = tensors["querynet.gates.weight"],
                GatesBias = tensors["querynet.gates.bias"],
                BaseWeight = tensors["querynet.base.weight"],
                BaseBias = tensors["querynet.base.bias"][0],
                Prior = prior,
            }),
        };
    }
}
