using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// Says the verdict of a request's searches: in the header, the counts, the span and the log when the response starts, with its duration when the request is
/// over. Whatever happens, there is one. Belongs to one request.
/// </summary>
internal sealed class VerdictRecorder : IDisposable
{
    private readonly RerankMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Activity? _span;
    private readonly long _arrival;
    private RerankVerdict? _written;

    public VerdictRecorder(HttpContext context, RerankMetrics metrics, Spans spans, FailureLog failures, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _span = spans.Start(Spans.Rerank, context.Request.Headers);
        _arrival = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            _written = Verdict.Of(context.Response.StatusCode);
            IReadOnlyList<RerankVerdict> searches = _written.Items ?? [_written];
            metrics.Count(_written);
            Spans.Say(_span, _written);
            Verdict.Given?.Invoke(context.Response.StatusCode, searches);
            foreach (var search in searches)
            {
                if (search.Reason is { } reason && SearchEnds.Of(reason).IsLogged)
                {
                    failures.Write(reason);
                }
            }

            context.Response.Headers[TwinBertHeaders.Verdict] = _written.ToString();
            return Task.CompletedTask;
        });
    }

    /// <summary>What is said.</summary>
    public SearchVerdict Verdict { get; } = new();

    /// <summary>Measures the searches. Where the response never started, the client cut it off.</summary>
    public void Dispose()
    {
        if (_written is not null)
        {
            _metrics.Measure(_written, _time.GetElapsedTime(_arrival));
        }

        _span?.Dispose();
    }
}
