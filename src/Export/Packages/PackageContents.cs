using TwinBert.Export.Bert;
using TwinBert.Export.Twins;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Export.Packages;

/// <summary>What a model package is made of.</summary>
public sealed record PackageContents
{
    private const string VocabularyFile = "vocab.txt";

    /// <summary>The encoder.</summary>
    public required TrainedTwin Twin { get; init; }

    /// <summary>How the encoder's weights are stored.</summary>
    public required EncoderPrecision Precision { get; init; }

    /// <summary>The vocabulary of word pieces; <see langword="null"/> for letter trigrams, which need none.</summary>
    public PackageVocabulary? Vocabulary { get; init; }

    /// <summary>The model's name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>How many tokens a query and a document may have, special ones included; at most what the model was made for.</summary>
    public required LimitsManifest Limits { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required ProvenanceManifest Provenance { get; init; }

    /// <summary>The languages that the model was trained on, as BCP 47 tags.</summary>
    /// <value>English</value>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];

    /// <summary>The names of the crossing layers, the preferred one first.</summary>
    /// <value>the cosine alone, which needs no weights</value>
    public IReadOnlyList<string> Crossing { get; init; } = ["cosine"];

    /// <summary>The weights of the crossing layers, as they stand in <c>crossing.safetensors</c>: names, shapes, and values row by row.</summary>
    /// <value>none</value>
    public IReadOnlyList<(string Name, long[] Shape, float[] Values)> CrossingTensors { get; init; } = [];

    /// <summary>The weight of the model in the blend with the engine's scores where an application has a say of its own, 0 to 20.</summary>
    /// <value>1.5: the greatest that left the order of applications in place where it was tried, and better than 1 on every set</value>
    public float ModelWeight { get; init; } = 1.5f;

    /// <summary>The same where nothing but text decides, 0 to 20.</summary>
    /// <value>4: better than anything less in the mean of all sets, with every encoder that was tried</value>
    public float TextWeight { get; init; } = 4;

    /// <summary>
    /// The similarities that crossing layers usually give a query and one of its hits, −1 to 1, by layer. Those that are not given are measured on samples.
    /// </summary>
    /// <value>none: all are measured</value>
    public IReadOnlyDictionary<string, float> TypicalSimilarities { get; init; } = new Dictionary<string, float>();

    /// <summary>What was measured of the model, by name.</summary>
    /// <value>nothing</value>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Texts that show where activations have outliers; used for int8 alone.</summary>
    /// <value>samples of many domains</value>
    public TwinTexts Calibration { get; init; } = TwinTexts.Samples;

    /// <summary>The text of <c>MODEL_CARD.md</c>.</summary>
    /// <value><see langword="null"/>: one is made of the manifest</value>
    public string? ModelCard { get; init; }

    /// <summary>The tokenizer of both towers.</summary>
    internal ITextTokenizer Tokenizer => Twin.Config.Input == EncoderInput.TriLetter ? new TriLetterTokenizer()
        : Vocabulary?.Tokenizer ?? throw new ExportException($"A model of word pieces needs its vocabulary; give its {VocabularyFile}.");

    /// <summary>Refuses limits that the model was not made for.</summary>
    internal void Check()
    {
        var (query, document) = (Twin.Config, Twin.DocumentConfig);
        if (Limits.QueryTokens > query.MaxTokens || Limits.DocumentTokens > document.MaxTokens)
        {
            var most = query.MaxTokens == document.MaxTokens ? $"{query.MaxTokens}" : $"{query.MaxTokens} and {document.MaxTokens}";
            throw new ExportException(
                $"The limits of {Limits.QueryTokens} tokens for queries and {Limits.DocumentTokens} for documents go beyond the "
                    + $"{most} of the model. Give lower limits.");
        }

        if ((query.Input, query.VocabularySize) != (document.Input, document.VocabularySize))
        {
            throw new ExportException("The towers read different tokens. Give two that were trained with one vocabulary.");
        }

        if ((query.Dimensions, query.Downscale is null) != (document.Dimensions, document.Downscale is null))
        {
            throw new ExportException(
                $"The query tower gives {Form(query)}, and the document tower {Form(document)}. Give two that were trained for one space.");
        }
    }

    private static string Form(BertConfig config) =>
        $"{config.Dimensions} components {(config.Downscale is null ? "of length 1" : "between -1 and 1")}";

    /// <summary>The manifest, with the similarities that are known.</summary>
    /// <param name="files">The graphs.</param>
    /// <param name="typical">The typical similarities by layer; 0 where there is none yet.</param>
    internal ModelManifest Describe(TwinFiles files, IReadOnlyDictionary<string, float> typical) => new()
    {
        Name = Name,
        Tokenizer = Twin.Config.Input == EncoderInput.TriLetter
            ? new(TokenizerManifest.TriLetter, null, TriLetterTokenizer.Ids)
            : new(TokenizerManifest.UncasedWordPiece, VocabularyFile, Twin.Config.VocabularySize),
        Limits = Limits,
        Encoders = new(files.Query, files.Document, Precision == EncoderPrecision.Quantised ? "int8" : "fp32", Twin.Config.Layers)
        {
            DocumentLayers = Twin.DocumentConfig.Layers == Twin.Config.Layers ? null : Twin.DocumentConfig.Layers,
        },
        Embedding = new(Twin.Config.Dimensions, Twin.Config.Pooling, Twin.Config.Downscale is null ? QuantisationMode.Max : QuantisationMode.Unit),
        Crossing = Crossing,
        Blend = new(ModelWeight, Crossing is [var first, ..] ? typical.GetValueOrDefault(first) : 0)
        {
            TextWeight = TextWeight,
            TypicalByCrossing = Crossing.Skip(1).Where(typical.ContainsKey).ToDictionary(name => name, name => typical[name]) is { Count: > 0 } others
                ? others
                : null,
        },
        Languages = Languages,
        Provenance = Provenance,
        Metrics = Metrics,
    };
}
