using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>
/// Computes a package's fingerprints: over what decides a document's vector, or a query's, and nothing else, so that a corrected model card, a measured metric
/// or a query tower that was trained further changes no stored vector's owner.
/// </summary>
internal static class PackageContent
{
    private const int Digits = 12;

    /// <summary>Names what makes documents' vectors.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="manifest">What it says.</param>
    public static ModelFingerprint FingerprintOf(string folder, ModelManifest manifest)
    {
        // The limit of queries has no part in a document's vector. It was always in here, though, and what changes this hash makes all stored vectors stale.
        var (limits, embedding) = (manifest.Limits, manifest.Embedding);
        return new(Hash(folder, manifest, manifest.Encoders.Document, string.Create(CultureInfo.InvariantCulture,
            $"{limits.QueryTokens} {limits.DocumentTokens} {embedding.Dimensions} {embedding.Quantisation}")));
    }

    /// <summary>Tells query towers apart.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="manifest">What it says.</param>
    public static QueryFingerprint QueryFingerprintOf(string folder, ModelManifest manifest) =>
        new(Hash(folder, manifest, manifest.Encoders.Query, string.Create(CultureInfo.InvariantCulture,
            $"{manifest.Limits.QueryTokens} {manifest.Embedding.Dimensions}")));

    private static string Hash(string folder, ModelManifest manifest, string graph, string settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var algorithm = manifest.Tokenizer.Kind == TokenizerManifest.TriLetter ? TriLetterTokenizer.Algorithm : WordPieceTokenizer.Algorithm;
        Append(hash, $"{algorithm} {manifest.Tokenizer.Kind} {settings}");
        if (manifest.Tokenizer.Vocabulary is { } vocabulary)
        {
            AppendFile(hash, Path.Combine(folder, vocabulary));
        }

        AppendFile(hash, Path.Combine(folder, graph));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        AppendLength(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendFile(IncrementalHash hash, string file)
    {
        using var stream = File.OpenRead(file);
        AppendLength(hash, stream.Length);
        var buffer = new byte[1 << 16];
        while (stream.Read(buffer) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    /// <summary>Each part is preceded by its length, so that no two contents give the same bytes.</summary>
    private static void AppendLength(IncrementalHash hash, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
