using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Export.Twins;

/// <summary>
/// The document tower of a package, byte for byte, so that the vectors that it made stay those of the new package. Immutable and thread-safe.
/// </summary>
/// <param name="package">The package, whose components are in [−1, 1].</param>
public sealed class PackagedDocuments(ModelPackage package) : IDocumentGraph
{
    /// <inheritdoc/>
    public BertConfig Describe()
    {
        var (manifest, tokens) = (package.Manifest, package.Manifest.Limits.DocumentTokens);

        // The parts of the transformer are the graph's own affair: what has to fit the query tower is what goes in and comes out.
        return new()
        {
            Input = manifest.Tokenizer.Kind == TokenizerManifest.TriLetter ? EncoderInput.TriLetter : EncoderInput.WordPiece,
            VocabularySize = manifest.Tokenizer.VocabularySize,
            HiddenSize = package.Dimensions,
            Layers = manifest.Encoders.DocumentLayers ?? manifest.Encoders.Layers,
            Heads = 1,
            IntermediateSize = package.Dimensions,
            MaxPositions = tokens,
            MaxTokens = tokens,
            Pooling = manifest.Embedding.Pooling,
            Downscale = package.Dimensions,
        };
    }

    /// <inheritdoc/>
    public void Write(Stream target)
    {
        using var graph = File.OpenRead(package.DocumentEncoderFile);
        graph.CopyTo(target);
    }
}
