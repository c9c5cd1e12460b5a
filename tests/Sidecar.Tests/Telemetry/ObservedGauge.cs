using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TwinBert.Configuration;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Status;

namespace TwinBert.Sidecar.Tests.Telemetry;

/// <summary>What one of the <see cref="SidecarGauges"/> gives when somebody looks.</summary>
internal static class ObservedGauge
{
    /// <summary>Looks once.</summary>
    /// <param name="name">The instrument.</param>
    /// <param name="models">What is served.</param>
    /// <param name="before">What happens before the look, and after the instruments were made.</param>
    public static List<(long Value, KeyValuePair<string, object?>[] Tags)> Look(string name, ServedModels models, Action<QueryEncoders> before)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var limits = new LimitOptions();
        var parts = new ObservedParts(
            models,
            new QueryEncoders(models.All, new KnownCallers(), limits, TimeProvider.System),
            new PlanCircuits(new ServedIndices(new Dictionary<string, IndexOptions>(), models.Of, new()), limits, TimeProvider.System),
            Knowledge: null!, // of an engine, which is not looked at
            new BodyBuffers(limits));
        _ = new SidecarGauges(meters, new Observed { Parts = parts });
        var seen = new List<(long, KeyValuePair<string, object?>[])>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests' instruments are published here too.
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen.Add((value, tags.ToArray())));
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen.Add((value, tags.ToArray())));
        listener.Start();
        before(parts.Encoders);
        listener.RecordObservableInstruments();
        return seen;
    }
}
