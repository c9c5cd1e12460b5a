using System.Text;

namespace TwinBert.Search.EngineCrossing;

/// <summary>The texts that put a factor around a query, or around several clauses of one. Immutable and thread-safe.</summary>
/// <param name="script">What stands behind <c>"script":</c>.</param>
internal sealed class FactorText(ReadOnlyMemory<byte> script)
{
    private static readonly byte[] Open = """{"function_score":{"query":"""u8.ToArray();

    private readonly byte[] _close = [.. ""","script_score":{"script":"""u8, .. script.Span, .. "}}}"u8];

    /// <summary>The factor as a query of its own, which matches everything: it begins with <see cref="AloneStart"/>, and this is the rest.</summary>
    public ReadOnlyMemory<byte> AloneRest => _close.AsMemory(1);

    /// <summary>What the factor as a query of its own begins with.</summary>
    public static ReadOnlySpan<byte> AloneStart => """{"function_score":{"""u8;

    /// <summary>What comes before a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    public static byte[] Before(string occurrence) =>
        occurrence.Length == 0 ? Open : [.. Open, .. """{"bool":{"""u8, (byte)'"', .. Encoding.ASCII.GetBytes(occurrence), .. "\":["u8];

    /// <summary>What comes after a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    public byte[] After(string occurrence) => occurrence.Length == 0 ? _close : [.. "]}}"u8, .. _close];

    /// <summary>A query with the factor.</summary>
    public byte[] Around(string query) => [.. Open, .. Encoding.UTF8.GetBytes(query), .. _close];
}
