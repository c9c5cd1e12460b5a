using Polly;
using TwinBert.Backfill.Resilience;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Load;

/// <summary>
/// Writes documents by bulk requests, one at a time: the sidecar or the engine sets the pace. A batch or a document
/// that is told to come back later does so; documents that are refused for good are counted, with the reason.
/// </summary>
/// <param name="calls">The way to the sidecar or the engine.</param>
/// <param name="index">The index.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class DocumentLoader(IClusterCalls calls, string index, TimeProvider time)
{
    private const int MaxErrorsKept = 5;
    private static readonly BackoffOptions Waits = new() { Retries = 5 };

    // Only these two say that nothing was done; whatever else failed may have been done in part.
    private readonly RetryingClusterCalls _calls = new(calls, Waits, time, answer => answer.Status is 429 or 503);
    private readonly ResiliencePipeline<bool> _untilTaken = Backoff.Create<bool>(Waits, time, isBusy: isLeft => isLeft, _ => null);
    private readonly List<string> _errors = [];
    private int _indexed;
    private int _failed;

    /// <summary>Loads everything, then refreshes the index.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="batchSize">Documents in one request, at least 1.</param>
    /// <param name="progress">Told of the number of documents that are done.</param>
    /// <param name="cancellationToken">Stops before the next batch.</param>
    /// <exception cref="UnusableInputException">The engine cannot be reached, or refuses a whole request.</exception>
    public async Task<LoadResult> LoadAsync(IAsyncEnumerable<LoadDocument> documents, int batchSize, Action<int> progress, CancellationToken cancellationToken)
    {
        var batch = new BulkBatch(batchSize);
        await foreach (var document in documents.WithCancellation(cancellationToken))
        {
            if (!batch.HasRoomFor(document))
            {
                await WriteAsync(batch, cancellationToken);
                progress(_indexed + _failed);
                batch = new BulkBatch(batchSize);
            }

            batch.Add(document);
        }

        if (batch.Documents.Count > 0)
        {
            await WriteAsync(batch, cancellationToken);
            progress(_indexed + _failed);
            await SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_refresh"), cancellationToken);
        }

        return new(_indexed, _failed, _errors);
    }

    private async Task WriteAsync(BulkBatch batch, CancellationToken cancellationToken)
    {
        List<(LoadDocument Document, BulkResult Result)> busy = [];
        await _untilTaken.ExecuteAsync(
            async token =>
            {
                busy = Count(batch, await SendAsync(batch.ToCall(index), token));
                batch = new BulkBatch(busy.Count);
                busy.ForEach(left => batch.Add(left.Document));
                return busy.Count > 0;
            },
            cancellationToken);
        busy.ForEach(left => Count(left.Document, left.Result));
    }

    /// <summary>Counts what became of a batch's documents; returns those that the engine was too busy for.</summary>
    private List<(LoadDocument Document, BulkResult Result)> Count(BulkBatch batch, ClusterAnswer answer)
    {
        var results = BulkResult.TryRead(answer.Body, batch.Documents.Count) ?? throw new UnusableInputException(
            $"The answer to a bulk request is not an engine's: {Reason(answer)} Check the URL. {_indexed} documents were loaded before.");
        List<(LoadDocument Document, BulkResult Result)> busy = [];
        foreach (var (document, result) in batch.Documents.Zip(results))
        {
            if (result.Status == 429)
            {
                busy.Add((document, result));
            }
            else
            {
                Count(document, result);
            }
        }

        return busy;
    }

    private void Count(LoadDocument document, BulkResult result)
    {
        if (result.Error is null)
        {
            _indexed++;
            return;
        }

        _failed++;
        if (_errors.Count < MaxErrorsKept)
        {
            _errors.Add($"Line {document.Line} ({document.Id ?? "no identifier"}): {result.Error}");
        }
    }

    private async Task<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var answer = await _calls.SendAsync(call, cancellationToken);
        return answer.IsSuccess
            ? answer
            : throw new UnusableInputException(
                answer.Failure ?? $"'{call.Target}' was answered with status {answer.Status}: {Reason(answer)} {_indexed} documents were loaded before.");
    }

    private static string Reason(ClusterAnswer answer)
    {
        var text = System.Text.Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 400)]);
        return text.ReplaceLineEndings(" ");
    }
}
