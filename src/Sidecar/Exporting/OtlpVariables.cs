namespace TwinBert.Sidecar.Exporting;

/// <summary>
/// Whether the standard variables of OpenTelemetry want something sent. Unlike what the standard leaves open, nothing is sent to a collector that nobody named.
/// </summary>
internal static class OtlpVariables
{
    private const string Otlp = "otlp";

    /// <summary>Whether they want metrics sent.</summary>
    public static bool WantMetrics(Func<string, string?> variables) => Want(variables, "METRICS");

    /// <summary>Whether they want spans sent.</summary>
    public static bool WantTraces(Func<string, string?> variables) => Want(variables, "TRACES");

    private static bool Want(Func<string, string?> variables, string signal)
    {
        if (string.Equals(variables("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return variables($"OTEL_{signal}_EXPORTER") is { Length: > 0 } exporters
            ? exporters.Split(',', StringSplitOptions.TrimEntries).Contains(Otlp)
            : variables("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } || variables($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 };
    }
}
