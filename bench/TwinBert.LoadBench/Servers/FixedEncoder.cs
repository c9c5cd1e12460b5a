using TwinBert.Model.Encoding;

namespace TwinBert.LoadBench.Servers;

/// <summary>Gives every text the same vector at once, so that what is measured is everything else.</summary>
internal sealed class FixedEncoder : IQueryEncoder, IDocumentEncoder
{
    public const int Length = 128;

    private static readonly float[] Vector = [.. Enumerable.Repeat(1 / MathF.Sqrt(Length), Length)];
    private static readonly DocumentEmbedding Embedding = new(Array.ConvertAll(Vector, value => (sbyte)MathF.Round(value * 127)));

    public ModelFingerprint Fingerprint { get; } = new("0123456789ab");

    public int Dimensions => Length;

    public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) => ValueTask.FromResult(new QueryEmbedding(Vector));

    public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DocumentEmbedding>>([.. texts.Select(_ => Embedding)]);
}
