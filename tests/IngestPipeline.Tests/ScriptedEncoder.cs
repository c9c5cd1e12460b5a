using TwinBert.Model.Encoding;

namespace TwinBert.IngestPipeline.Tests;

/// <summary>A document tower that does what a test says.</summary>
internal sealed class ScriptedEncoder(Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyList<DocumentEmbedding>>> script) : IDocumentEncoder
{
    public ModelFingerprint Fingerprint => new("0123456789ab");

    public int Dimensions => 2;

    public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        script(texts, cancellationToken);
}
