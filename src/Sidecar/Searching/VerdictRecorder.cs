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
    private Func<int, RerankVerdict> _verdict = _ => Skipped(SearchReason.EngineError);
    private VectorAttempts? _vectors;
    private RerankVerdict? _written;

    public VerdictRecorder(HttpContext context, RerankMetrics metrics, FailureLog failures, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _arrival = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            _written = WithPlace(_verdict(context.Response.StatusCode));
            _metrics.Count(_written);
            _vectors?.End(_written);
            foreach (var search in _written.Items ?? [_written])
            {
                // What has a cause was written with it, where it happened.
                if (search.Reason is SearchReason.Overloaded or SearchReason.BuffersFull or SearchReason.EncoderOpen
                    or SearchReason.VectorsOpen or SearchReason.WideningRefused
                    or SearchReason.ResponseTooLarge or SearchReason.ResponseUnreadable)
                {
                    failures.Write(search.Reason);
                }
            }

            context.Response.Headers[TwinBertHeaders.Verdict] = _written.ToString();
            return Task.CompletedTask;
        });
    }

    /// <summary>The search was left to the engine.</summary>
    public void Skip(string reason) => _verdict = _ => Skipped(reason);

    /// <summary>Reranking failed, and the client gets the engine's own answer.</summary>
    public void Fail(string reason) => _verdict = _ => Failed(reason);

    /// <summary>The client's own search was sent after ours had no use. Where the engine refuses that too, the fault was not ours.</summary>
    public void FailUnlessRefused(string reason) => _verdict = status => status == StatusCodes.Status200OK ? Failed(reason) : Skipped(SearchReason.EngineError);

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

    /// <summary>The verdict of a search that was left to the engine.</summary>
    public static RerankVerdict Skipped(string reason) => new() { Status = RerankStatus.Skipped, Reason = reason };

    private static RerankVerdict WithPlace(RerankVerdict verdict) =>
        FailurePlace.Of(verdict.Reason) is { } place ? verdict with { Stage = place.Stage, Party = place.Party } : verdict;

    private static RerankVerdict Failed(string reason) => new() { Status = RerankStatus.Failed, Reason = reason };
}
