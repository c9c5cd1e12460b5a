using System.Buffers;
using System.Text;

namespace TwinBert.Search.EngineCrossing;

/// <summary>The texts that put a factor around a query, or around several clauses of one. Immutable and thread-safe.</summary>
/// <param name="script">What stands behind <c>"script":</c>.</param>
internal readonly struct FactorText(ReadOnlyMemory<byte> script)
{
    private static readonly byte[] Open = """{"function_score":{"query":"""u8.ToArray();

    private readonly ReadOnlyMemory<byte> _script = script;

    private byte[] Close => [.. ""","script_score":{"script":"""u8, .. _script.Span, .. "}}}"u8];

    /// <summary>Writes the factor as a query of its own, which matches everything.</summary>
    public void WriteAlone(IBufferWriter<byte> output)
    {
        output.Write("""{"function_score":{"script_score":{"script":"""u8);
        output.Write(_script.Span);
        output.Write("}}}"u8);
    }

    /// <summary>What comes before a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    public static byte[] Before(string occurrence) =>
        occurrence.Length == 0 ? Open : [.. Open, .. """{"bool":{"""u8, (byte)'"', .. Encoding.ASCII.GetBytes(occurrence), .. "\":["u8];

    /// <summary>What comes after a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    public byte[] After(string occurrence) => occurrence.Length == 0 ? Close : [.. "]}}"u8, .. Close];

    /// <summary>A query with the factor.</summary>
    public byte[] Around(string query) => [.. Open, .. Encoding.UTF8.GetBytes(query), .. Close];
}
