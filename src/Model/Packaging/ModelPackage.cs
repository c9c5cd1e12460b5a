using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>
/// A model package that was read and found whole: the manifest, and what is made of it. The graphs are loaded by the inference side. Thread-safe.
/// </summary>
public sealed class ModelPackage
{
    private ModelPackage(string folder, ModelManifest manifest, ITextTokenizer tokenizer, OrderedDictionary<string, ICrossingLayer> crossings)
    {
        Folder = folder;
        Manifest = manifest;
        Fingerprint = PackageContent.FingerprintOf(folder, manifest);
        QueryFingerprint = PackageContent.QueryFingerprintOf(folder, manifest);
        Tokenizer = tokenizer;
        Quantizer = new(manifest.Embedding.Quantisation);
        Crossings = crossings;
    }

    /// <summary>The package's folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>What the package says about itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The name of what makes documents' vectors; stored beside every one.</summary>
    public ModelFingerprint Fingerprint { get; }

    /// <summary>Tells it from packages with the same <see cref="Fingerprint"/> and another query tower.</summary>
    public QueryFingerprint QueryFingerprint { get; }

    /// <summary>Text to tokens, for both towers.</summary>
    public ITextTokenizer Tokenizer { get; }

    /// <summary>A document's floats to bytes.</summary>
    public EmbeddingQuantizer Quantizer { get; }

    /// <summary>The crossing layers by name, in the manifest's order; at least one.</summary>
    public IReadOnlyDictionary<string, ICrossingLayer> Crossings { get; }

    /// <summary>The preferred crossing layer, which is the first.</summary>
    public ICrossingLayer Crossing => Crossings[Manifest.Crossing[0]];

    /// <summary>The length of the embeddings.</summary>
    public int Dimensions => Manifest.Embedding.Dimensions;

    /// <summary>The similarity that a hit without a vector is given under the preferred crossing layer, −1 to 1.</summary>
    public float TypicalSimilarity => TypicalSimilarityOf(Manifest.Crossing[0]);

    /// <summary>The query tower's graph.</summary>
    public string QueryEncoderFile => Path.Combine(Folder, Manifest.Encoders.Query);

    /// <summary>The document tower's graph.</summary>
    public string DocumentEncoderFile => Path.Combine(Folder, Manifest.Encoders.Document);

    /// <summary>
    /// The similarity that a hit without a vector is given under a crossing layer, −1 to 1: its own where it was measured, otherwise the preferred layer's.
    /// </summary>
    /// <param name="crossing">The layer's name.</param>
    public float TypicalSimilarityOf(string crossing) =>
        Manifest.Blend.TypicalByCrossing?.TryGetValue(crossing, out var typical) == true ? typical : Manifest.Blend.TypicalSimilarity;

    /// <summary>Reads and checks a package; its graphs are only fingerprinted.</summary>
    /// <param name="folder">The folder that holds <c>manifest.json</c>.</param>
    /// <exception cref="ModelPackageException">Anything is wrong; the message names all of it.</exception>
    public static ModelPackage Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder = Path.GetFullPath(folder);
        try
        {
            return Read(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelPackageException(folder, [e.Message.TrimEnd('.')], e);
        }
    }

    private static ModelPackage Read(string folder)
    {
        var file = Path.Combine(folder, ModelManifest.FileName);
        if (!File.Exists(file))
        {
            throw new ModelPackageException(folder, [Directory.Exists(folder) ? $"{ModelManifest.FileName} is missing" : "the folder does not exist"]);
        }

        var errors = new List<string>();
        var manifest = ManifestFormat.Read(File.ReadAllBytes(file), errors) ?? throw new ModelPackageException(folder, errors);
        var tokenizer = PackageFiles.Check(folder, manifest, errors);
        var crossings = PackageCrossings.Load(folder, manifest, errors);
        return errors.Count == 0 && tokenizer is not null
            ? new(folder, manifest, tokenizer, crossings)
            : throw new ModelPackageException(folder, errors);
    }
}
