using System.Text;

namespace TwinBert.Search.EngineCrossing;

/// <summary>The texts that put a factor around a query, or around several clauses of one. Immutable and thread-safe.</summary>
/// <param name="script">What stands behind <c>"script":</c>.</param>
internal sealed class FactorText(ReadOnlyMemory<byte> script)
{
    private const string Open = """{"function_score":{"query":""";

    private readonly string _close = ""","script_score":{"script":""" + Encoding.UTF8.GetString(script.Span) + "}}}";

    /// <summary>The factor as a query of its own, which matches everything.</summary>
    public string Alone => """{"function_score":{""" + _close[1..];

    /// <summary>What comes before a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    /// <param name="within">What comes between the factor and the part.</param>
    public static byte[] Before(string occurrence, string within = "") =>
        Encoding.UTF8.GetBytes(Open + (occurrence.Length == 0 ? within : $$"""{"bool":{"{{occurrence}}":["""));

    /// <summary>What comes after a part.</summary>
    /// <param name="occurrence">What several clauses are to their <c>bool</c>; empty for one clause.</param>
    /// <param name="within">What comes between the part and the factor.</param>
    public byte[] After(string occurrence, string within = "") => Encoding.UTF8.GetBytes((occurrence.Length == 0 ? within : "]}}") + _close);

    /// <summary>A query with the factor.</summary>
    public byte[] Around(string query) => Encoding.UTF8.GetBytes(Open + query + _close);
}
