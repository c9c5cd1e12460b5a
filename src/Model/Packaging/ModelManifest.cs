namespace TwinBert.Model.Packaging;

/// <summary>What a model package says about itself: <c>manifest.json</c>. Names are in snake case there.</summary>
public sealed record ModelManifest
{
    /// <summary>The name of the file in the package's folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The version of this format.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The model's name, for people: <c>twinbert-en-tiny</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How text becomes tokens.</summary>
    public required TokenizerManifest Tokenizer { get; init; }

    /// <summary>How many tokens a text may have.</summary>
    public required LimitsManifest Limits { get; init; }

    /// <summary>The two towers; they may be one file.</summary>
    public required EncodersManifest Encoders { get; init; }

    /// <summary>What comes out of the towers.</summary>
    public required EmbeddingManifest Embedding { get; init; }

    /// <summary>The crossing layers that fit, the preferred one first: <c>cosine</c>, <c>residual</c>, <c>querynet</c>.</summary>
    public required IReadOnlyList<string> Crossing { get; init; }

    /// <summary>How similarities meet the engine's scores.</summary>
    public required BlendManifest Blend { get; init; }

    /// <summary>The languages that the model was trained on, as BCP 47 tags.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Where the weights come from.</summary>
    public required ProvenanceManifest Provenance { get; init; }

    /// <summary>What was measured of the model, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
