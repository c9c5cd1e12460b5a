using System.Globalization;
using System.Runtime.InteropServices;
using TwinBert.Search.Dialects;

namespace TwinBert.TestKit.Engines;

/// <summary>A vector as a document's source spells it, for tests that write documents by hand.</summary>
public static class StoredVector
{
    public static string Json(EngineFamily family, ReadOnlySpan<sbyte> values) => family == EngineFamily.OpenSearch
        ? $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(values))}\""
        : $"[{string.Join(',', values.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";
}
