using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A query tower that does what a test says; the warm-up's text is always encoded.</summary>
internal sealed class ScriptedEncoder(Func<string, CancellationToken, ValueTask<QueryEmbedding>> encode) : IQueryEncoder
{
    private readonly HashEncoder _inner = new();

    public ModelFingerprint Fingerprint => _inner.Fingerprint;

    public int Dimensions => _inner.Dimensions;

    public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) =>
        text == "warm-up" ? _inner.EncodeAsync(text, cancellationToken) : encode(text, cancellationToken);
}
