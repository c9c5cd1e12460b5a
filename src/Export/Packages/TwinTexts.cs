using TwinBert.Export.Twins;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Export.Packages;

/// <summary>Ordinary texts of a model's domain, on which it is calibrated; a few dozen are enough.</summary>
/// <param name="Queries">Queries.</param>
/// <param name="Documents">Documents.</param>
public sealed record TwinTexts(IReadOnlyList<string> Queries, IReadOnlyList<string> Documents)
{
    /// <summary>Texts of many domains, and the empty one, whose activations are like no other's.</summary>
    public static TwinTexts Samples { get; } = new(
        [.. SampleTriple.All.Select(triple => triple.Query), ""],
        [.. SampleTriple.All.SelectMany(triple => new[] { triple.Answer, triple.NearMiss }), ""]);

    /// <summary>The texts as the towers read them.</summary>
    internal TwinTokens Encode(ITextTokenizer tokenizer, LimitsManifest limits) => new(
        [.. Queries.Select(text => tokenizer.Encode(text, limits.QueryTokens).Ids)],
        [.. Documents.Select(text => tokenizer.Encode(text, limits.DocumentTokens).Ids)]);
}
