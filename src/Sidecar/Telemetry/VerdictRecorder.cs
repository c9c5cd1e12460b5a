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
    private readonly VerdictSinks _sinks;
    private readonly SearchStages _stages;
    private readonly Activity? _span;
    private readonly long _arrival;
    private RerankVerdict? _written;

    public VerdictRecorder(HttpContext context, VerdictSinks sinks)
    {
        _sinks = sinks;
        _stages = new(sinks.Time);
        context.Features.Set(_stages);
        _span = sinks.Spans.Start(Spans.Rerank, context.Request.Headers);
        _arrival = sinks.Time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            _written = Verdict.Of(context.Response.StatusCode);
            IReadOnlyList<RerankVerdict> searches = _written.Items ?? [_written];
            sinks.Metrics.Count(_written);
            Spans.Say(_span, _written);
            Verdict.Given?.Invoke(context.Response.StatusCode, searches);
            foreach (var search in searches)
            {
                if (search.Reason is { } reason && SearchEnds.Of(reason).IsLogged)
                {
                    sinks.Failures.Write(reason);
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
            var duration = _sinks.Time.GetElapsedTime(_arrival);
            _sinks.Metrics.Measure(_written, duration);
            _sinks.Metrics.Measure(_stages);
            _sinks.Slow.Look(_written, duration, _stages);
        }

        _span?.Dispose();
    }
}
