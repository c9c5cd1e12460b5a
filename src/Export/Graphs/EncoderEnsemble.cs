using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Graphs;

/// <summary>
/// A document tower that is several encoders: their embeddings, side by side, projected to those that are stored. Immutable and thread-safe.
/// </summary>
/// <param name="Files">The encoders' ONNX files, each written by this program, whose embeddings have length 1; one or more.</param>
/// <param name="Projection">From their components, side by side, to those that are stored: row by row, [their components together, dimensions].</param>
/// <param name="Dimensions">The components that are stored.</param>
public sealed record EncoderEnsemble(IReadOnlyList<string> Files, IReadOnlyList<float> Projection, int Dimensions) : IDocumentGraph
{
    /// <inheritdoc/>
    /// <exception cref="ExportException">The encoders read different tokens, or have other components than the projection.</exception>
    public BertConfig Describe()
    {
        // Nothing of an encoder's shape depends on its pooling.
        var parts = Files.Select(file => EncoderGraphReader.Open(file, Pooling.Mean).Config).ToArray();
        var (first, components) = (parts[0], parts.Sum(part => part.Dimensions));
        if (parts.Any(part => (part.Input, part.VocabularySize) != (first.Input, first.VocabularySize)))
        {
            throw new ExportException($"The encoders {string.Join(", ", Files)} read different tokens. Give some of one vocabulary.");
        }

        return components * Dimensions == Projection.Count
            ? first with { Layers = parts.Sum(part => part.Layers), MaxTokens = parts.Min(part => part.MaxTokens), Downscale = Dimensions }
            : throw new ExportException(
                $"The encoders give {components} components together, and {Projection.Count / Dimensions} are projected. "
                    + "Give those that the space was made of, in the same order.");
    }

    /// <inheritdoc/>
    public void Write(Stream target) => EnsembleGraph.Build(this).Write(target);
}
