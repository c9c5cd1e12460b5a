namespace TwinBert.Search.Tests.EngineCrossing;

/// <summary>Spells out where a factor goes: <c>«query»</c>, and <c>must«clause,clause»</c> around several clauses of a <c>bool</c>.</summary>
internal static class Factors
{
    private const string Open = "{\"function_score\":{\"query\":";

    public static string Spelled(string text, string script)
    {
        var close = ",\"script_score\":{\"script\":" + script + "}}}";
        foreach (var occurrence in new[] { "must", "should" })
        {
            for (var at = text.IndexOf(occurrence + "«", StringComparison.Ordinal); at >= 0; at = text.IndexOf(occurrence + "«", StringComparison.Ordinal))
            {
                var end = text.IndexOf('»', at);
                var clauses = text[(at + occurrence.Length + 1)..end];
                text = text[..at] + Open + "{\"bool\":{\"" + occurrence + "\":[" + clauses + "]}}" + close + text[(end + 1)..];
            }
        }

        return text.Replace("«", Open, StringComparison.Ordinal).Replace("»", close, StringComparison.Ordinal);
    }
}
