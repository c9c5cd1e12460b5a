using System.Globalization;
using TwinBert.Model.Packaging;

namespace TwinBert.Export.Packages;

/// <summary>The first version of a package's <c>MODEL_CARD.md</c>: what the manifest says, for people to complete.</summary>
internal static class ModelCard
{
    public static string Of(ModelManifest manifest) => string.Create(CultureInfo.InvariantCulture, $"""
        # {manifest.Name}

        A twin encoder for TwinBERT: queries and documents become vectors of {manifest.Embedding.Dimensions} components;
        a crossing layer says of two of them how well they match.

        | | |
        |---|---|
        | source | {manifest.Provenance.Source} |
        | licence | {manifest.Provenance.Licence} |
        | changes | {manifest.Provenance.Changes} |
        | layers | {manifest.Encoders.Layers} |
        | weights | {manifest.Encoders.Weights} |
        | pooling | {manifest.Embedding.Pooling.ToString().ToLowerInvariant()} |
        | longest query, document | {manifest.Limits.QueryTokens}, {manifest.Limits.DocumentTokens} tokens |
        | crossing layers | {string.Join(", ", manifest.Crossing)} |
        | languages | {string.Join(", ", manifest.Languages)} |
        | typical similarity | {manifest.Blend.TypicalSimilarity} |

        """).ReplaceLineEndings("\n");
}
