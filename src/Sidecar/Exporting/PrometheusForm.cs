namespace TwinBert.Sidecar.Exporting;

/// <summary>A form of metrics that Prometheus reads.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="IsOpenMetrics">Whether it is OpenMetrics, which has exemplars.</param>
internal sealed record PrometheusForm(string MediaType, bool IsOpenMetrics)
{
    /// <summary>The older text.</summary>
    public static PrometheusForm Text { get; } = new("text/plain; version=0.0.4; charset=utf-8", false);

    /// <summary>OpenMetrics.</summary>
    public static PrometheusForm OpenMetrics { get; } = new("application/openmetrics-text; version=1.0.0; charset=utf-8", true);

    /// <summary>The form that a reader wants.</summary>
    /// <param name="accept">The value of <c>Accept</c>.</param>
    public static PrometheusForm For(string accept) => accept.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) ? OpenMetrics : Text;
}
