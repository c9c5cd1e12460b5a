using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>A model package that was read and found whole: the manifest, and what is made of it. The graphs are loaded by the inference side. Thread-safe.</summary>
public sealed class ModelPackage
{
    private ModelPackage(string folder, ModelManifest manifest, ModelFingerprint fingerprint, WordPieceTokenizer tokenizer)
    {
        Folder = folder;
        Manifest = manifest;
        Fingerprint = fingerprint;
        Tokenizer = tokenizer;
        Quantizer = new(manifest.Embedding.Quantisation);
        Crossing = new CosineCrossing(manifest.Embedding.Dimensions);
    }

    /// <summary>The package's folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>What the package says about itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The name of the content; stored beside every vector.</summary>
    public ModelFingerprint Fingerprint { get; }

    /// <summary>Text to tokens, for both towers.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>A document's floats to bytes.</summary>
    public EmbeddingQuantizer Quantizer { get; }

    /// <summary>The preferred crossing layer.</summary>
    public ICrossingLayer Crossing { get; }

    /// <summary>The length of the embeddings.</summary>
    public int Dimensions => Manifest.Embedding.Dimensions;

    /// <summary>The similarity that a hit without a vector is given, −1 to 1.</summary>
    public float TypicalSimilarity => Manifest.Blend.TypicalSimilarity;

    /// <summary>The query tower's graph.</summary>
    public string QueryEncoderFile => Path.Combine(Folder, Manifest.Encoders.Query);

    /// <summary>The document tower's graph.</summary>
    public string DocumentEncoderFile => Path.Combine(Folder, Manifest.Encoders.Document);

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
        return errors.Count == 0 && tokenizer is not null
            ? new(folder, manifest, PackageContent.Fingerprint(folder, manifest), tokenizer)
            : throw new ModelPackageException(folder, errors);
    }
}
