namespace TwinBert.Configuration;

/// <summary>How one index, or every index that a pattern matches, is embedded and reranked.</summary>
public sealed record IndexOptions
{
    /// <summary>Paths of the text fields, in the order in which their values are joined (arrays with commas, fields with full stops).</summary>
    public IReadOnlyList<string> TextFields { get; init; } = [];

    /// <summary>The top-level object that holds a document's embedding.</summary>
    /// <value><c>twinbert</c></value>
    public string EmbeddingField { get; init; } = "twinbert";

    /// <summary>
    /// How vectors stand in documents: <c>auto</c>, as short as the engines take them that an index may be on; or <c>numbers</c>, as every Elasticsearch takes
    /// them, for documents that are copied to older clusters. OpenSearch has one spelling.
    /// </summary>
    /// <value><c>auto</c></value>
    public string EmbeddingSpelling { get; init; } = "auto";

    /// <summary>
    /// Further top-level objects that hold embeddings, such as those of a model that was in use before: never written or searched, and hidden from clients as
    /// <see cref="EmbeddingField"/> is.
    /// </summary>
    public IReadOnlyList<string> HiddenEmbeddingFields { get; init; } = [];

    /// <summary>The model that is to take the place of this one, while its embeddings come to be.</summary>
    /// <value><see langword="null"/>: none</value>
    public NextModelOptions? Next { get; init; }

    /// <summary>
    /// Where the text to rerank by stands in a search's body, as <see cref="JsonPath"/>s; the first one that leads to text wins. Where none does, the text is
    /// gathered from the query.
    /// </summary>
    public IReadOnlyList<string> QueryTextPaths { get; init; } = [];

    /// <summary>How many of the engine's best hits are reranked, 1 to 10,000; the same on every page.</summary>
    /// <value>100</value>
    public int Window { get; init; } = 100;

    /// <summary>β of the blend <c>score · exp(β · (s − typical))</c>, 0 to 20: how much the model weighs against the engine.</summary>
    /// <value><see langword="null"/>: the weight that the model package names, which was chosen for the model</value>
    public double? ModelWeight { get; init; }

    /// <summary>The folder of this index's own model package.</summary>
    /// <value><see langword="null"/>: that of the configuration's <see cref="TwinBertOptions.Model"/></value>
    public string? Model { get; init; }

    /// <summary>
    /// The crossing layer that scores this index's documents, one of those in the model package: <c>cosine</c>, <c>residual</c>, <c>querynet</c>.
    /// </summary>
    /// <value><see langword="null"/>: the package's first</value>
    public string? Crossing { get; init; }

    /// <summary>
    /// How a search is reranked: <c>window</c>, in the sidecar; <c>rescore</c> and <c>wrap</c>, in the engine; or <c>auto</c>, in the engine where it
    /// can be, and else in the sidecar.
    /// </summary>
    /// <value><c>auto</c></value>
    public string Plan { get; init; } = "auto";

    /// <summary>
    /// Up to how many documents of what is searched <c>auto</c> lets the engine score every one that matches, though the best of each shard would do: so few
    /// cost less than a <c>rescore</c>. 0 to 10,000,000,000.
    /// </summary>
    /// <value>500</value>
    public long WrapBelow { get; init; } = 500;

    /// <summary>The most documents of what is searched for which the engine scores every one that matches. 0 to 10,000,000,000.</summary>
    /// <value>100,000</value>
    public long MaxWrappedDocuments { get; init; } = 100_000;

    /// <summary>
    /// What <c>_score</c> says after reranking: <c>fused</c>, the blend; <c>model</c>, the similarity alone, which then also decides the order;
    /// or <c>rank-preserving</c>, the engine's own scores dealt out in the new order.
    /// </summary>
    /// <value><c>fused</c></value>
    public string Scores { get; init; } = "fused";

    /// <summary>Whether searches of this index and of another one are read and reranked in the same way, so that they can be searched together.</summary>
    /// <param name="other">The settings of the other.</param>
    public bool IsSearchedAs(IndexOptions other) =>
        ReferenceEquals(this, other)
        || (QueryTextPaths.SequenceEqual(other.QueryTextPaths, StringComparer.Ordinal)
            && HiddenEmbeddingFields.SequenceEqual(other.HiddenEmbeddingFields, StringComparer.Ordinal)
            && this == other with
            {
                TextFields = TextFields,
                QueryTextPaths = QueryTextPaths,
                HiddenEmbeddingFields = HiddenEmbeddingFields,
                EmbeddingSpelling = EmbeddingSpelling,
            });

    /// <summary>Whether a top-level field is a text field, or has one within.</summary>
    /// <param name="field">The field's name.</param>
    public bool HasTextIn(string field) => TextFields.Any(text => text == field || text.StartsWith(field + ".", StringComparison.Ordinal));

    /// <summary>Whether vectors are written as every Elasticsearch takes them.</summary>
    public bool SpellsNumbers() => EmbeddingSpelling == "numbers";

    /// <summary>The names of all objects that hold embeddings: the one in use, the next one, and those that are only hidden.</summary>
    public IEnumerable<string> EmbeddingFields() => [EmbeddingField, .. Next is null ? [] : new[] { Next.EmbeddingField }, .. HiddenEmbeddingFields];

    /// <summary>The settings with the next model in the place of this one's; <see langword="null"/> where there is none.</summary>
    public IndexOptions? WithNext() => Next is null ? null : this with
    {
        Model = Next.Model,
        EmbeddingField = Next.EmbeddingField,
        ModelWeight = Next.ModelWeight,
        Crossing = Next.Crossing,
        Next = null,
    };
}
