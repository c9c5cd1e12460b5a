using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TwinBert.Sidecar.Ingest;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class IngestMetricsTests
{
    [Fact]
    public void Count_Documents_AreAddedUnderTheirOutcome()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var metrics = new IngestMetrics(meters);
        var seen = new List<(string Instrument, long Documents, object? Outcome)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests' instruments are published here too.
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, documents, tags, _) => seen.Add((instrument.Name, documents, tags[0].Value)));
        listener.Start();

        metrics.Count(WriteOutcome.Embedded, 3);
        metrics.Count(WriteOutcome.MappingForbidden);

        Assert.Equal([("twinbert.ingest.documents", 3L, "embedded"), ("twinbert.ingest.documents", 1L, "mapping_forbidden")], seen);
        Assert.Equal([new("embedded", 3), new("mapping_forbidden", 1)], metrics.Counts.OrderBy(count => count.Key));
    }

    [Fact]
    public void Outcomes_InTheDocumentation_AreAllOfThem()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new IngestMetrics(services.GetRequiredService<IMeterFactory>());
        Array.ForEach(Enum.GetValues<WriteOutcome>(), outcome => metrics.Count(outcome));

        var rows = File.ReadLines(Path.Combine(Root(), "docs", "writes.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Empty(metrics.Counts.Keys.Except(rows));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TwinBert.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
