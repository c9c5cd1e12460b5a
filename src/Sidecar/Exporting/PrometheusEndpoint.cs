using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TwinBert.Sidecar.Exporting;

/// <summary>
/// Metrics as text for Prometheus, collected when somebody asks. The exporter of OpenTelemetry's own for that has been a beta for years, and a stable package
/// cannot depend on one. Thread-safe.
/// </summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private readonly TextExporter _exporter = new();
    private readonly Lock _lock = new();

    public PrometheusEndpoint() => Reader = new(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    /// <summary>What collects for it.</summary>
    public BaseExportingMetricReader Reader { get; }

    /// <summary>The metrics as they are now.</summary>
    /// <param name="form">The form to write them in.</param>
    public PrometheusText Scrape(PrometheusForm form)
    {
        lock (_lock)
        {
            var text = _exporter.Text = new(form);
            _exporter.Collect!(Timeout.Infinite);
            return text;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        _exporter.Dispose();
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class TextExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public PrometheusText Text { get; set; } = new(PrometheusForm.Text);

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Text.Add(metric);
            }

            return ExportResult.Success;
        }
    }
}
