using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Twins;

/// <summary>A twin encoder as training leaves it.</summary>
/// <param name="Weights">
/// The weights of both towers: Hugging Face's names for the trunk, <c>pooler</c> and <c>downscale</c> for the head, with <c>query.</c> or <c>document.</c>
/// before what the towers do not share.
/// </param>
/// <param name="Config">The shape of the query tower, and of the document tower where that has none of its own.</param>
public sealed record TrainedTwin(IWeightSource Weights, BertConfig Config)
{
    /// <summary>The shape of the document tower, where it has one of its own: of <see cref="Graph"/>, or where the towers share nothing.</summary>
    /// <value><see langword="null"/>: the same as the query tower's</value>
    public BertConfig? Document { get; init; }

    /// <summary>The document tower, where it is a graph already; <see cref="Weights"/> are the query tower's alone then.</summary>
    /// <value><see langword="null"/>: it is to be written of the weights</value>
    public IDocumentGraph? Graph
    {
        get;
        init
        {
            field = value;
            Document = value?.Describe() ?? Document;
        }
    }

    /// <summary>The shape of the document tower.</summary>
    internal BertConfig DocumentConfig => Document ?? Config;

    /// <summary>The same with some of its layers, which become layers 0, 1, 2, ….</summary>
    /// <param name="layers">Their numbers, counted from 0; at least one.</param>
    /// <exception cref="ExportException">There is no such layer.</exception>
    public TrainedTwin WithLayers(IReadOnlyList<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (Document is not null)
        {
            throw new ExportException("Layers are chosen of towers of one shape, and these have two.");
        }

        if (layers.Count == 0)
        {
            throw new ExportException("No layer was chosen; choose at least one.");
        }

        foreach (var layer in layers)
        {
            if (layer < 0 || layer >= Config.Layers)
            {
                throw new ExportException($"Layer {layer} was chosen, and the model has the layers 0 to {Config.Layers - 1}.");
            }
        }

        return new(new ChosenLayers(Weights, layers), Config with { Layers = layers.Count });
    }
}
