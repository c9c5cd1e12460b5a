using System.Numerics.Tensors;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Cli.Model;

/// <summary>How one text came out.</summary>
internal sealed record GoldenResult(string Text, int Tokens, bool IdsEqual, float Cosine);

/// <summary>How the pairs of one crossing layer came out.</summary>
internal sealed record GoldenCrossingResult(string Layer, int Pairs, float LargestDifference);

/// <summary>How near a package comes to the published model.</summary>
internal sealed record GoldenReport(
    string Package,
    string Fingerprint,
    string QueryFingerprint,
    string Weights,
    float RequiredCosine,
    int IdsEqual,
    float MinCosine,
    float MeanCosine,
    bool Passed,
    IReadOnlyList<GoldenResult> Texts,
    IReadOnlyList<GoldenCrossingResult> Crossings)
{
    private const float Exact = 0.9999f;
    private const float Quantised = 0.99f;

    /// <summary>How far a crossing layer may be from the trained one.</summary>
    public const float AllowedDifference = 1e-4f;

    public static async Task<GoldenReport> MakeAsync(OnnxModel model, Golden golden, CancellationToken cancellationToken)
    {
        var package = model.Package;
        var results = new List<GoldenResult>();
        foreach (var text in golden.Texts)
        {
            results.Add(await CompareAsync(model, text, cancellationToken));
        }

        var required = package.Manifest.Encoders.Weights == "int8" ? Quantised : Exact;
        var crossings = golden.Pairs
            .GroupBy(pair => pair.Layer)
            .Select(pairs => new GoldenCrossingResult(pairs.Key, pairs.Count(), pairs.Max(pair => Difference(package, pair))))
            .ToList();
        var equal = results.Count(result => result.IdsEqual);
        var least = results.Min(result => result.Cosine);
        return new(
            package.Folder, package.Fingerprint.Value, package.QueryFingerprint.Value, package.Manifest.Encoders.Weights, required, equal, least,
            results.Average(result => result.Cosine),
            equal == results.Count && least >= required && crossings.All(crossing => crossing.LargestDifference <= AllowedDifference), results, crossings);
    }

    // A query longer than queries may be is cut off: such a text is a document.
    private static async Task<GoldenResult> CompareAsync(OnnxModel model, GoldenText text, CancellationToken cancellationToken)
    {
        var (tokenizer, limits) = (model.Package.Tokenizer, model.Package.Manifest.Limits);
        var tokens = tokenizer.Encode(text.Text, limits.QueryTokens);
        float[] values;
        if (tokens.IsTruncated)
        {
            tokens = tokenizer.Encode(text.Text, limits.DocumentTokens);
            var embeddings = await model.DocumentEncoder.EncodeAsync([text.Text], cancellationToken);
            values = [.. embeddings[0].Values.ToArray().Select(value => (float)value)];
        }
        else
        {
            values = (await model.QueryEncoder.EncodeAsync(text.Text, cancellationToken)).Values.ToArray();
        }

        return new(text.Text, tokens.Length, tokens.Ids.Span.SequenceEqual(text.InputIds), TensorPrimitives.CosineSimilarity(values, text.Embedding));
    }

    private static float Difference(ModelPackage package, GoldenPair pair)
    {
        var similarities = new float[1];
        package.Crossings[pair.Layer].Cross(new(pair.Query), [new DocumentEmbedding(pair.Document)], similarities);
        return Math.Abs(similarities[0] - pair.Similarity);
    }
}
