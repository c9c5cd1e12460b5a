using System.Collections.Concurrent;
using System.Diagnostics;
using TwinBert.Sidecar.Telemetry;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

/// <summary>Listens to TwinBert's spans, all over the process, and keeps those that are over.</summary>
internal sealed class KeptSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public KeptSpans(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Waits for a span: a request's last one ends after its last byte.</summary>
    public async Task<Activity> FindAsync(string name)
    {
        while (true)
        {
            if (_ended.FirstOrDefault(span => span.OperationName == name) is { } span)
            {
                return span;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The spans of a name that are over.</summary>
    public IEnumerable<Activity> All(string name) => _ended.Where(span => span.OperationName == name);

    /// <summary>Every span that is over.</summary>
    public IReadOnlyCollection<Activity> All() => _ended;

    public void Dispose() => _listener.Dispose();
}
