using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Inference.Tests;

public sealed class EncodeMetricsTests
{
    // Other tests' encoders are measured beside ours, by the real time.
    private const double Wait = 1_234;
    private const double Run = 5_678;

    [Theory]
    [InlineData("query")]
    [InlineData("document")]
    public async Task EncodeAsync_WithAListener_TellsTheWaitFromTheWork(string side)
    {
        using var tiny = TinyModel.Create();
        using var model = OnnxModel.Load(tiny.Package, new() { TimeProvider = new ScriptedTime(0, Wait, Wait + Run, Wait + Run) });
        var measured = new ConcurrentQueue<(string Instrument, double Seconds, object? Side, object? Model)>();
        using var listener = Listen(measured);

        await EncodeAsync(model, side);

        Assert.Contains(("twinbert.encode.wait.duration", Wait, side, model.Package.Fingerprint.Value), measured);
        Assert.Contains(("twinbert.encode.run.duration", Run, side, model.Package.Fingerprint.Value), measured);
    }

    private static async Task EncodeAsync(OnnxModel model, string side)
    {
        if (side == "query")
        {
            await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken);
        }
        else
        {
            await model.DocumentEncoder.EncodeAsync(["red shoe"], TestContext.Current.CancellationToken);
        }
    }

    private static MeterListener Listen(ConcurrentQueue<(string Instrument, double Seconds, object? Side, object? Model)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "TwinBert")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            measured.Enqueue((instrument.Name, seconds, byName["twinbert.encode.side"], byName["twinbert.model"]));
        });
        listener.Start();
        return listener;
    }

    /// <summary>A time that is what a test says, each time that it is asked.</summary>
    private sealed class ScriptedTime(params double[] seconds) : TimeProvider
    {
        private int _asked;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => (long)seconds[Interlocked.Increment(ref _asked) - 1];
    }
}
