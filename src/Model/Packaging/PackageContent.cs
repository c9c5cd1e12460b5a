using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>
/// Computes a package's fingerprint: over what decides a vector, and nothing else, so that a corrected model card or a measured metric changes no vector's
/// owner.
/// </summary>
internal static class PackageContent
{
    private const int Digits = 12;

    public static ModelFingerprint Fingerprint(string folder, ModelManifest manifest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var algorithm = manifest.Tokenizer.Kind == TokenizerManifest.TriLetter ? TriLetterTokenizer.Algorithm : WordPieceTokenizer.Algorithm;
        var decisive = string.Create(CultureInfo.InvariantCulture,
            $"{algorithm} {manifest.Tokenizer.Kind} {manifest.Limits.QueryTokens} {manifest.Limits.DocumentTokens} "
                + $"{manifest.Embedding.Dimensions} {manifest.Embedding.Quantisation}");
        Append(hash, decisive);
        if (manifest.Tokenizer.Vocabulary is { } vocabulary)
        {
            AppendFile(hash, Path.Combine(folder, vocabulary));
        }

        AppendFile(hash, Path.Combine(folder, manifest.Encoders.Query));
        if (manifest.Encoders.Document != manifest.Encoders.Query)
        {
            AppendFile(hash, Path.Combine(folder, manifest.Encoders.Document));
        }

        return new(Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits]);
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
