namespace TwinBert.Sidecar.Exporting;

/// <summary>The name of a metric for Prometheus: <c>twinbert.rerank.duration</c> in seconds is <c>twinbert_rerank_duration_seconds</c>.</summary>
internal static class PrometheusName
{
    /// <summary>The name of a metric, without what shows a counter.</summary>
    /// <param name="name">Its name in OpenTelemetry.</param>
    /// <param name="unit">Its unit there; one in braces is none here.</param>
    public static string Of(string name, string unit)
    {
        var plain = Label(name);
        return Suffix(unit) is { } suffix && !plain.EndsWith(suffix, StringComparison.Ordinal) ? $"{plain}_{suffix}" : plain;
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) =>
        string.Create(name.Length, name, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsAsciiLetterOrDigit(from[i]) && (i > 0 || !char.IsAsciiDigit(from[i])) ? from[i] : '_';
            }
        });

    private static string? Suffix(string unit) => unit switch
    {
        "" or "1" or ['{', ..] => null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        _ => Label(unit),
    };
}
