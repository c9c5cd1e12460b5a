using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The verdict of one search: in the header and the counts when the response starts, with its duration when the search is over. Whatever happens, there is one.
/// Belongs to one request.
/// </summary>
internal sealed class VerdictRecorder : IDisposable
{
    private readonly RerankMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _arrival;
    private Func<int, RerankVerdict> _verdict = _ => SearchEnds.Verdict(RerankReason.EngineError);
    private VectorAttempts? _vectors;
    private RerankVerdict? _written;

    public VerdictRecorder(HttpContext context, RerankMetrics metrics, FailureLog failures, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _arrival = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            _written = _verdict(context.Response.StatusCode);
            _metrics.Count(_written);
            _vectors?.End(_written);
            foreach (var search in _written.Items ?? [_written])
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

    /// <summary>The search was left to the engine.</summary>
    public void Skip(RerankReason reason) => _verdict = _ => SearchEnds.Verdict(reason);

    /// <summary>The client's own search was sent after ours had no use. Where the engine refuses that too, the fault was not ours.</summary>
    public void FailUnlessRefused(RerankReason reason) => _verdict = status => status == StatusCodes.Status200OK
        ? SearchEnds.Failure(reason)
        : SearchEnds.Verdict(RerankReason.EngineError);

    /// <summary>Any other verdict.</summary>
    public void Give(RerankVerdict verdict) => _verdict = _ => verdict;

    /// <summary>Any other verdict, which depends on the answer's status.</summary>
    public void Give(Func<int, RerankVerdict> verdict) => _verdict = verdict;

    /// <summary>Lets the verdict decide what asking for vectors came to. They are disposed of with this.</summary>
    public void Settle(VectorAttempts vectors) => _vectors = vectors;

    /// <summary>Measures the search. One whose response never started was cut off by its client.</summary>
    public void Dispose()
    {
        _vectors?.Dispose();
        if (_written is not null)
        {
            _metrics.Measure(_written, _time.GetElapsedTime(_arrival));
        }
    }
}
