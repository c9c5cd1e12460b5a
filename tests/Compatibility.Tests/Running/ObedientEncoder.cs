using TwinBert.Model.Encoding;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>An encoder that goes wrong where the text says so, because no text makes a real one do so.</summary>
internal sealed class ObedientEncoder(IQueryEncoder inner) : IQueryEncoder
{
    public ModelFingerprint Fingerprint => inner.Fingerprint;

    public int Dimensions => inner.Dimensions;

    public async ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        switch (text)
        {
            case "throw":
                throw new InvalidOperationException("The text says so.");
            case "hang":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "spoil":
                return new(Enumerable.Repeat(float.NaN, Dimensions).ToArray());
        }

        return await inner.EncodeAsync(text, cancellationToken);
    }
}
