using System.Diagnostics.Metrics;
using TwinBert.Model.Encoding;

namespace TwinBert.Inference;

/// <summary>The instruments of a model's encoders: how long its texts wait for a place, and how long they are worked on. Thread-safe.</summary>
internal sealed class EncodeMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    private readonly Meter _meter = new("TwinBert");
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _run;
    private readonly KeyValuePair<string, object?> _model;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="time">The time.</param>
    public EncodeMetrics(ModelFingerprint model, TimeProvider time)
    {
        _model = new("twinbert.model", model.Value);
        _time = time;
        _wait = _meter.CreateHistogram(
            "twinbert.encode.wait.duration", "s", "Time that a query, or a batch of documents, waits for the encoder.", tags: null, Seconds);
        _run = _meter.CreateHistogram(
            "twinbert.encode.run.duration", "s", "Time that the encoder works on a query, or on a batch of documents.", tags: null, Seconds);
    }

    /// <summary>Texts want the encoder.</summary>
    /// <param name="side"><c>query</c> or <c>document</c>.</param>
    public Clock Arrive(string side) => new(this, new("twinbert.encode.side", side), _wait.Enabled || _run.Enabled ? _time.GetTimestamp() : null);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>The time of one query or batch; stands still where nobody listens.</summary>
    /// <param name="metrics">The instruments.</param>
    /// <param name="side">The encoder.</param>
    /// <param name="since">When the present stage began.</param>
    internal readonly struct Clock(EncodeMetrics metrics, KeyValuePair<string, object?> side, long? since)
    {
        /// <summary>The wait is over.</summary>
        /// <returns>The clock of the work.</returns>
        public Clock Begin() => Record(metrics._wait);

        /// <summary>The work is done.</summary>
        public void End() => Record(metrics._run);

        private Clock Record(Histogram<double> histogram)
        {
            if (since is not { } start)
            {
                return this;
            }

            var now = metrics._time.GetTimestamp();
            histogram.Record(metrics._time.GetElapsedTime(start, now).TotalSeconds, side, metrics._model);
            return new(metrics, side, now);
        }
    }
}
