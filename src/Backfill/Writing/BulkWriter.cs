using Polly;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Resilience;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Writing;

/// <summary>
/// Writes documents on condition that they are still what was read. Documents that the engine has no room for are sent again after a wait; a body that is
/// too large for the engine is cut in two. Not for concurrent use.
/// </summary>
/// <param name="calls">The way to the cluster; repeats whole calls by itself.</param>
/// <param name="request">Spells the writes.</param>
/// <param name="backoff">How long to wait with documents that were sent back.</param>
/// <param name="time">Measures the waits.</param>
internal sealed class BulkWriter(IClusterCalls calls, BulkRequest request, BackoffOptions backoff, TimeProvider time)
{
    private readonly ResiliencePipeline<bool> _untilTaken = Backoff.Create<bool>(backoff, time, isBusy: left => left, _ => null);

    public async ValueTask<BulkOutcome> WriteAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken)
    {
        var results = new List<WriteResult>(items.Count);
        var pending = items;
        string? failure = null, busy = null;
        await _untilTaken.ExecuteAsync(
            async token =>
            {
                var outcome = await SendAsync(pending, token).ConfigureAwait(false);
                failure = outcome.Failure;
                results.AddRange(outcome.Results.Where(result => result.Status != WriteStatus.Busy));
                var left = outcome.Results.Where(result => result.Status == WriteStatus.Busy).ToArray();
                busy = left.LastOrDefault()?.Reason ?? busy;
                pending = [.. left.Select(result => result.Item)];
                return pending.Count > 0 && failure is null;
            },
            cancellationToken).ConfigureAwait(false);
        return new(
            results,
            failure ?? (pending.Count == 0 ? null : $"The cluster takes no writes for now ({busy}). Wait, or use --rate, and run again: the run resumes."));
    }

    private async ValueTask<BulkOutcome> SendAsync(IReadOnlyList<EncodedItem> items, CancellationToken cancellationToken)
    {
        var results = new List<WriteResult>(items.Count);
        var lines = items.Where(request.TakesInBulk).ToArray();
        var outcome = lines.Length == 0 ? new BulkOutcome([]) : await SendBulkAsync(lines, cancellationToken).ConfigureAwait(false);
        results.AddRange(outcome.Results);
        foreach (var item in items.Where(item => !request.TakesInBulk(item)))
        {
            if (outcome.Failure is not null)
            {
                break;
            }

            outcome = await SendSingleAsync(item, cancellationToken).ConfigureAwait(false);
            results.AddRange(outcome.Results);
        }

        return outcome with { Results = results };
    }

    private async ValueTask<BulkOutcome> SendBulkAsync(EncodedItem[] items, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(request.Bulk(items), cancellationToken).ConfigureAwait(false);
        if (answer.Status == 413)
        {
            return items.Length == 1
                ? new([new(items[0], WriteStatus.Refused, "HTTP 413: the document is larger than the engine takes in one request")])
                : await SendHalvesAsync(items, cancellationToken).ConfigureAwait(false);
        }

        if (!answer.IsSuccess)
        {
            return new([], $"The cluster does not take writes: {EngineError.Describe(answer)}");
        }

        return BulkResult.TryRead(answer.Body, items.Length) is { } results
            ? Judge([.. items.Zip(results, WriteResult.Of)])
            : new([], "The answer to a bulk write is no bulk response; is there something else than an engine at this URL?");
    }

    private async ValueTask<BulkOutcome> SendHalvesAsync(EncodedItem[] items, CancellationToken cancellationToken)
    {
        var first = await SendBulkAsync(items[..(items.Length / 2)], cancellationToken).ConfigureAwait(false);
        if (first.Failure is not null)
        {
            return first;
        }

        var second = await SendBulkAsync(items[(items.Length / 2)..], cancellationToken).ConfigureAwait(false);
        return second with { Results = [.. first.Results, .. second.Results] };
    }

    private async ValueTask<BulkOutcome> SendSingleAsync(EncodedItem item, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(request.Single(item), cancellationToken).ConfigureAwait(false);
        if (answer.Status == 0)
        {
            return new([], $"The cluster does not take writes: {EngineError.Describe(answer)}");
        }

        return Judge(
            [new(
                item,
                WriteResult.StatusOf(answer.Status, answer.IsSuccess ? null : EngineError.TypeOf(answer)),
                answer.IsSuccess ? null : EngineError.Describe(answer))]);
    }

    // What stops one document stops all of them, and says nothing of the documents: they are neither lost nor done.
    private static BulkOutcome Judge(IReadOnlyList<WriteResult> results) => results.FirstOrDefault(
        result => result.Status == WriteStatus.Stopped) is { } stopped
        ? new([.. results.Where(result => result.Status != WriteStatus.Stopped)], $"The index takes no writes: {stopped.Reason}")
        : new(results);
}
