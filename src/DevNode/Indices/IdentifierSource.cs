using System.Buffers.Text;

namespace TwinBert.DevNode.Indices;

/// <summary>Makes identifiers of documents, indices and points in time: 20 characters that are safe in URLs. Thread-safe.</summary>
internal sealed class IdentifierSource(Random random)
{
    private const int Bytes = 15;
    private readonly Lock _gate = new();

    public string Next()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        lock (_gate)
        {
            random.NextBytes(bytes);
        }

        return Base64Url.EncodeToString(bytes);
    }
}
