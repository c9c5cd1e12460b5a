namespace TwinBert.Configuration;

/// <summary>
/// A model that is to take the place of an index's own, without a gap: documents get its embeddings beside those of the model in use, and searches go over to
/// it when somebody says so, or by themselves.
/// </summary>
public sealed record NextModelOptions
{
    /// <summary>The folder of its model package.</summary>
    /// <value>required</value>
    public string Model { get; init; } = "";

    /// <summary>The top-level object that holds its embeddings, another than that of the model in use.</summary>
    /// <value>required</value>
    public string EmbeddingField { get; init; } = "";

    /// <summary>β of the blend with it, 0 to 20.</summary>
    /// <value><see langword="null"/>: the weight that its package names</value>
    public double? ModelWeight { get; init; }

    /// <summary>The crossing layer, one of those in its package.</summary>
    /// <value><see langword="null"/>: the package's first</value>
    public string? Crossing { get; init; }

    /// <summary>
    /// The part of the documents with an embedding of either model that must have one of this before searches go over to it by themselves: more than 0, at
    /// most 1.
    /// </summary>
    /// <value><see langword="null"/>: they do not, until <c>twinbert model switch</c> says so</value>
    public double? SwitchAtCoverage { get; init; }
}
