using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Reading;

/// <summary>
/// Tells which searches are pages of one another: those that ask for the same hits in the same order, whichever of them, and with whatever beside them.
/// </summary>
internal static class PageSequence
{
    private static readonly string[] Members =
    [
        "collapse", "indices_boost", "min_score", "post_filter", "query", "rescore", "retriever", "runtime_mappings", "slice", "sort",
    ];

    private static readonly string[] Parameters =
        ["analyze_wildcard", "analyzer", "default_operator", "df", "lenient", "preference", "q", "routing", "search_type", "sort"];

    /// <summary>A hash that pages of one another have in common.</summary>
    public static UInt128 Of(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, string queryText)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(queryText));
        foreach (var name in Parameters)
        {
            Append(hash, Encoding.UTF8.GetBytes(url[name]?.Value ?? ""));
        }

        foreach (var name in Members)
        {
            Append(hash, members[name] is { } value ? value.In(body) : default);
        }

        Span<byte> all = stackalloc byte[32];
        hash.GetHashAndReset(all);
        return BinaryPrimitives.ReadUInt128LittleEndian(all);
    }

    // With its length first, so that no two lists of texts are one.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(text);
    }
}
