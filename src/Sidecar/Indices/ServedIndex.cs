using TwinBert.Configuration;
using TwinBert.IngestPipeline;
using TwinBert.Model.Serving;
using TwinBert.Reranking;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Sidecar.Indices;

/// <summary>
/// An entry of the configuration's <c>Indices</c> with one of its models, and all that serving its indices takes, made once. Immutable, but for the counts of
/// <see cref="TextFieldCheck"/>, and thread-safe.
/// </summary>
internal sealed record ServedIndex
{
    /// <summary>Compiles an entry.</summary>
    /// <param name="pattern">Its name or pattern.</param>
    /// <param name="options">Its settings, validated.</param>
    /// <param name="model">Its model.</param>
    /// <param name="head">The head that its settings name, or the model's first.</param>
    /// <param name="hidden">Embedding objects beside its own that clients are not shown.</param>
    public ServedIndex(string pattern, IndexOptions options, ServedModel model, CrossingHead head, IReadOnlyList<EmbeddingField> hidden)
    {
        Hidden = hidden;
        Pattern = pattern;
        Options = options;
        Model = model;
        Field = new(options.EmbeddingField);
        QueryTexts = [.. options.QueryTextPaths.Select(JsonPath.TryParse).Select(path => new QueryTextPlace(path!.Member, path.Strings))];
        Reranker = new(head.Layer, model.Fingerprint, head.TypicalSimilarity);
        Weights = options.ModelWeight is { } weight ? new(weight, weight) : model.Weights;
        Scores = ScoreContracts.Named(options.Scores);
        TextFields = options.TextFields;
        Shape = new(Field, model.Dimensions);
        Windows = new() { Reranker = Reranker, ModelWeight = Weights.Text, Scores = Scores };
        Cutter = new([Field, .. hidden]);
        Texts = new(options.TextFields);
        TextFieldCheck = new(options.TextFields, Texts);
        Splice = new(Field);
        Scripts = Enum.GetValues<EngineFamily>().ToDictionary(
            family => family, family => EngineScript.For(head.Layer, model.Fingerprint, head.TypicalSimilarity, family, Field));
    }

    /// <summary>The entry's name or pattern.</summary>
    public string Pattern { get; }

    /// <summary>The entry's settings.</summary>
    public IndexOptions Options { get; }

    /// <summary>The model that its documents are encoded and its searches reranked with.</summary>
    public ServedModel Model { get; }

    /// <summary>The embedding object.</summary>
    public EmbeddingField Field { get; }

    /// <summary>Embedding objects beside it that clients are not shown.</summary>
    public IReadOnlyList<EmbeddingField> Hidden { get; }

    /// <summary>Both models of its entry. Set once, when both are made.</summary>
    internal GenerationPair? Generations { private get; set; }

    /// <summary>The same entry with its other model, whose embeddings are written and not searched by; <see langword="null"/> where it has none.</summary>
    public ServedIndex? Standby => Generations?.Beside(this);

    /// <summary>Whether the entry's searches are ranked by this model.</summary>
    public bool IsServing => Generations is not { } both || both.Serving.Field == Field;

    /// <summary>What the index's mapping has to have.</summary>
    public EmbeddingShape Shape { get; }

    /// <summary>Where searches say what they look for.</summary>
    public IReadOnlyList<QueryTextPlace> QueryTexts { get; }

    /// <summary>Gives hits their new order.</summary>
    public Reranker Reranker { get; }

    /// <summary>β of the blend.</summary>
    public BlendWeights Weights { get; }

    /// <summary>What scores say after reranking.</summary>
    public ScoreContract Scores { get; }

    /// <summary>How a window is ranked, where nothing but text decides.</summary>
    public WindowPlanOptions Windows { get; }

    /// <summary>Cuts the embedding objects out of answers.</summary>
    public EmbeddingCutter Cutter { get; }

    /// <summary>
    /// The paths of the fields that a document's text is made of. Of several entries that are searched together, those of all: a caller has to see all of them.
    /// </summary>
    public IReadOnlyList<string> TextFields { get; init; }

    /// <summary>Makes a document's text.</summary>
    public DocumentTextSelector Texts { get; }

    /// <summary>Finds text fields that no document has.</summary>
    public TextFieldCheck TextFieldCheck { get; }

    /// <summary>The crossing as a script of each engine; <see langword="null"/> for a layer that it does not run.</summary>
    public IReadOnlyDictionary<EngineFamily, EngineScript?> Scripts { get; }

    /// <summary>Puts the embedding object into a source.</summary>
    public EmbeddingSplice Splice { get; }
}
