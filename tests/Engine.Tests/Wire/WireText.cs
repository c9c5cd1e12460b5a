using System.Text;
using System.Text.RegularExpressions;

namespace TwinBert.Engine.Tests.Wire;

/// <summary>Answers without what differs from one call to the next.</summary>
internal static partial class WireText
{
    public static string Normal(ReadOnlySpan<byte> json, WireIndex index) =>
        Uuid()
            .Replace(Took().Replace(Encoding.UTF8.GetString(json), "\"took\":0"), "\"index_uuid\":")
            .Replace(index.Embedded, index.Plain, StringComparison.Ordinal);

    [GeneratedRegex("\"index_uuid\" ?: ?\"[^\"]+\"")]
    private static partial Regex Uuid();

    [GeneratedRegex("\"took\" ?: ?[0-9]+")]
    private static partial Regex Took();
}
