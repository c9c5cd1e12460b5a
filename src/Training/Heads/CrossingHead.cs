using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Heads;

/// <summary>
/// A crossing layer in training: the formula, and the names of the weights, that the packages' layer of the same name has. Queries are floats,
/// documents 127ths. Its parameters belong to the set that it was made in. Computes in <c>float32</c>. Not thread-safe.
/// </summary>
/// <param name="shape">What it is made of.</param>
internal abstract class CrossingHead(HeadShape shape)
{
    /// <summary>The parts of names by which a head's parameters are told from those of towers.</summary>
    public static readonly IReadOnlyList<string> NameParts = [.. Enum.GetValues<HeadKind>().Select(kind => kind.Name() + ".")];

    /// <summary>What it is made of.</summary>
    public HeadShape Shape => shape;

    /// <summary>The name in a manifest; with a dot, also what its parameters' names begin with.</summary>
    public string Name => shape.Kind.Name();

    /// <summary>The cosine's part of the logit; null where it has none.</summary>
    public abstract CosineLogit? Prior { get; }

    /// <summary>Makes a head.</summary>
    /// <param name="parameters">Receives its parameters: a set of its own, or that of the twin that is trained with it.</param>
    /// <param name="shape">What to make.</param>
    public static CrossingHead Of(ParameterSet parameters, HeadShape shape) => shape.Kind switch
    {
        HeadKind.Cosine => new CosineHead(parameters, shape),
        HeadKind.Residual => new ResidualHead(parameters, shape),
        _ => new QueryNetHead(parameters, shape),
    };

    /// <summary>The logits of every query with every document: [queries, documents].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[documents, D].</param>
    public Tensor Pairs(Tensor queries, Tensor documents) => Logits(queries, documents.unsqueeze(0));

    /// <summary>The logits of every query with the documents of its list: [queries, width].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[documents, D].</param>
    /// <param name="places">int64 [queries, width]: rows of <paramref name="documents"/>.</param>
    public Tensor Lists(Tensor queries, Tensor documents, Tensor places) =>
        Logits(queries, documents.index_select(0, places.flatten()).view(places.shape[0], places.shape[1], documents.shape[1]));

    /// <summary>The similarities s in [−1, 1] that the packages' layer gives: [queries, documents].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[documents, D].</param>
    public virtual Tensor Similarities(Tensor queries, Tensor documents) => (Pairs(queries, documents) / 2).tanh();

    /// <summary>The logits: [queries, documents].</summary>
    /// <param name="queries">[queries, D].</param>
    /// <param name="documents">[queries, documents, D], or [1, documents, D] for the same documents.</param>
    protected abstract Tensor Logits(Tensor queries, Tensor documents);
}
