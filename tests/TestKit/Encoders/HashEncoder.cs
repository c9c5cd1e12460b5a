using System.Numerics.Tensors;
using TwinBert.Model.Encoding;

namespace TwinBert.TestKit.Encoders;

/// <summary>
/// A stand-in for both towers that needs no weights: each word adds one to a component that its letters choose, so texts that share words are similar.
/// Deterministic on every machine.
/// </summary>
/// <param name="dimensions">The length of the vectors.</param>
/// <param name="fingerprint">Another model's name; <see cref="TestFingerprint"/> where there is none.</param>
public sealed class HashEncoder(int dimensions = 16, string? fingerprint = null) : IQueryEncoder, IDocumentEncoder
{
    public static readonly ModelFingerprint TestFingerprint = new("0123456789ab");
    public static readonly QueryFingerprint TestQueryFingerprint = new("ba9876543210");

    public ModelFingerprint Fingerprint => fingerprint is null ? TestFingerprint : new(fingerprint);

    public int Dimensions => dimensions;

    public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) => ValueTask.FromResult(new QueryEmbedding(Embed(text)));

    public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DocumentEmbedding>>([.. texts.Select(Quantize)]);

    /// <summary>The document embedding of one text.</summary>
    public DocumentEmbedding Quantize(string text) => new(Array.ConvertAll(Embed(text), x => (sbyte)MathF.Round(x * 127)));

    private float[] Embed(string text)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', ',', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            vector[word.Aggregate(17u, (hash, letter) => (hash * 31) + letter) % (uint)dimensions] += 1;
        }

        vector[0] += 0.01f;
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }
}
