using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Serving;

/// <summary>
/// A loaded model that searches and writes are served with: both towers, its heads and their constants. All parts are thread-safe; the owner disposes of them.
/// </summary>
public sealed record ServedModel
{
    /// <summary>Names what makes its documents' vectors; vectors of any other are not used. Two models that are served may have the same.</summary>
    public required ModelFingerprint Fingerprint { get; init; }

    /// <summary>Tells query towers apart.</summary>
    public required QueryFingerprint QueryFingerprint { get; init; }

    /// <summary>The query tower.</summary>
    public required IQueryEncoder Queries { get; init; }

    /// <summary>The embeddings of queries that no encoder is needed for; <see langword="null"/> for none.</summary>
    public IQueryCache? QueryCache { get; init; }

    /// <summary>The document tower.</summary>
    public required IDocumentEncoder Documents { get; init; }

    /// <summary>
    /// How many tokens the tower of queries (<see langword="true"/>) or documents reads of a text, special ones included; <see langword="null"/> where
    /// nobody counts them.
    /// </summary>
    public Func<string, bool, int>? CountTokens { get; init; }

    /// <summary>The heads, one or more: the first scores where an index names none.</summary>
    public required IReadOnlyList<CrossingHead> Heads { get; init; }

    /// <summary>β of the blend for an index that names none.</summary>
    public required BlendWeights Weights { get; init; }

    /// <summary>The length of the model's vectors.</summary>
    public int Dimensions => Documents.Dimensions;

    /// <summary>Finds a head by its layer's name.</summary>
    /// <param name="name">The name; <see langword="null"/> for the first head.</param>
    /// <returns>The head, or <see langword="null"/> when the model has none of that name.</returns>
    public CrossingHead? FindHead(string? name) => name is null ? Heads[0] : Heads.FirstOrDefault(head => head.Layer.Name == name);
}
