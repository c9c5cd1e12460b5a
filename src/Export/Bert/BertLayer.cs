using TwinBert.Model.Weights;

namespace TwinBert.Export.Bert;

/// <summary>The weights of one transformer layer, the three projections of the attention side by side.</summary>
internal sealed record BertLayer(Linear QueryKeyValue, Linear AttentionOutput, LayerNorm AttentionNorm, Linear Up, Linear Down, LayerNorm OutputNorm)
{
    public static BertLayer Read(IWeightSource source, string name, BertConfig config)
    {
        var hidden = config.HiddenSize;
        Linear Square(string part) => Linear.Read(source, $"{name}.attention.{part}", hidden, hidden);
        return new(
            Linear.Concat(Square("self.query"), Square("self.key"), Square("self.value")),
            Square("output.dense"),
            LayerNorm.Read(source, $"{name}.attention.output.LayerNorm", hidden),
            Linear.Read(source, $"{name}.intermediate.dense", hidden, config.IntermediateSize),
            Linear.Read(source, $"{name}.output.dense", config.IntermediateSize, hidden),
            LayerNorm.Read(source, $"{name}.output.LayerNorm", hidden));
    }
}
