using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Exporting;

/// <summary>
/// Gives metrics and spans out: metrics to whoever asks (<see cref="Prometheus"/>), and both to a collector where the standard <c>OTEL_…</c> variables name
/// one. Of the whole process. Thread-safe.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string ServiceName = "twinbert";
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    /// <summary>Begins to collect.</summary>
    /// <param name="variables">The process's environment.</param>
    public TelemetryExport(Func<string, string?> variables)
    {
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddMeter(RerankMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime")
            .AddReader(Prometheus.Reader);
        _metrics = (OtlpVariables.WantMetrics(variables) ? metrics.AddOtlpExporter() : metrics).Build();
        if (OtlpVariables.WantTraces(variables))
        {
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Spans.SourceName).AddOtlpExporter().Build();
        }
    }

    /// <summary>The metrics as Prometheus reads them.</summary>
    public PrometheusEndpoint Prometheus { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Both send what they still have.
        _traces?.Dispose();
        _metrics.Dispose();
        Prometheus.Dispose();
    }

    private static string? Version => typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    // What the environment says of the service comes last, and so wins.
    private static void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService(ServiceName, serviceVersion: Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
