using System.Globalization;
using System.Runtime.InteropServices;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.TestKit.Engines;

/// <summary>A vector as a document's source spells it, for tests that write documents by hand.</summary>
public static class StoredVector
{
    /// <summary>The vector as every engine of a family takes it.</summary>
    public static string Json(EngineFamily family, ReadOnlySpan<sbyte> values) =>
        Json(VectorSpellings.Of(family, created: null, asNumbers: true), values);

    /// <summary>The vector in a spelling.</summary>
    public static string Json(VectorSpelling spelling, ReadOnlySpan<sbyte> values) => spelling switch
    {
        VectorSpelling.Base64 => $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(values))}\"",
        VectorSpelling.Hexadecimal => $"\"{Convert.ToHexStringLower(MemoryMarshal.AsBytes(values))}\"",
        _ => $"[{string.Join(',', values.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))}]",
    };
}
