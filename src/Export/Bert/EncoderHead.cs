using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>What makes one vector of the tokens' vectors, where it has weights.</summary>
/// <param name="Pooler">The scores w·h + b of weighted pooling, one output; null for other poolings.</param>
/// <param name="Downscale">The last dense layer, before tanh; null where there is none.</param>
internal sealed record EncoderHead(Linear? Pooler, Linear? Downscale)
{
    /// <summary>What the pooler's tensors' names begin with.</summary>
    public const string PoolerName = "pooler";

    /// <summary>What the downscale's tensors' names begin with.</summary>
    public const string DownscaleName = "downscale";

    public static EncoderHead Read(IWeightSource source, BertConfig config) => new(
        config.Pooling == Pooling.Weighted ? Linear.Read(source, PoolerName, config.HiddenSize, 1) : null,
        config.Downscale is { } dimensions ? Linear.Read(source, DownscaleName, config.HiddenSize, dimensions) : null);
}
