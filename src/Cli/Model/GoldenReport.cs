using System.Numerics.Tensors;
using TwinBert.Inference;

namespace TwinBert.Cli.Model;

/// <summary>How one text came out.</summary>
internal sealed record GoldenResult(string Text, int Tokens, bool IdsEqual, float Cosine);

/// <summary>How near a package comes to the published model.</summary>
internal sealed record GoldenReport(string Package, string Fingerprint, string Weights, float RequiredCosine, int IdsEqual, float MinCosine, float MeanCosine, bool Passed, IReadOnlyList<GoldenResult> Texts)
{
    private const float Exact = 0.9999f;
    private const float Quantised = 0.99f;

    public static async Task<GoldenReport> MakeAsync(OnnxModel model, IReadOnlyList<GoldenText> golden, CancellationToken cancellationToken)
    {
        var package = model.Package;
        var results = new List<GoldenResult>();
        foreach (var text in golden)
        {
            var tokens = package.Tokenizer.Encode(text.Text, package.Manifest.Limits.QueryTokens);
            var embedding = await model.QueryEncoder.EncodeAsync(text.Text, cancellationToken);
            results.Add(new(text.Text, tokens.Length, tokens.Ids.Span.SequenceEqual(text.InputIds), TensorPrimitives.CosineSimilarity(embedding.Values.Span, text.Embedding)));
        }

        var required = package.Manifest.Encoders.Weights == "int8" ? Quantised : Exact;
        var equal = results.Count(result => result.IdsEqual);
        var least = results.Min(result => result.Cosine);
        return new(
            package.Folder, package.Fingerprint.Value, package.Manifest.Encoders.Weights, required, equal, least, results.Average(result => result.Cosine),
            equal == results.Count && least >= required, results);
    }
}
