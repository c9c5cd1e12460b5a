namespace TwinBert.Search.Json;

/// <summary>A stretch of bytes in a JSON text.</summary>
/// <param name="Start">The index of the first byte.</param>
/// <param name="Length">The number of bytes.</param>
internal readonly record struct JsonSpan(int Start, int Length)
{
    /// <summary>The index after the last byte.</summary>
    public int End => Start + Length;

    public static JsonSpan Between(int start, int end) => new(start, end - start);

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
