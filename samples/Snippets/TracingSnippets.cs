using OpenTelemetry;
using OpenTelemetry.Trace;

namespace TwinBert.Snippets;

/// <summary>How a program listens to the spans, in docs/metrics.md.</summary>
internal static class TracingSnippets
{
    public static void Listen()
    {
        #region listen-to-spans
        using var traces = Sdk.CreateTracerProviderBuilder()
            .AddSource("TwinBert")
            .AddOtlpExporter() // to a collector on port 4317, or where OTEL_EXPORTER_OTLP_ENDPOINT says
            .Build();
        #endregion
    }
}
