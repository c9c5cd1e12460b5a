using System.Text.Json;
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
    private const int MaxAttempts = 6;
    private const int MaxErrorsKept = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

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
        var wait = FirstWait;
        for (var attempt = 1; batch.Documents.Count > 0; attempt++)
        {
            var call = new ClusterCall(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_bulk", batch.Body, ClusterCall.Ndjson);
            batch = Count(batch, await SendAsync(call, cancellationToken), isLast: attempt == MaxAttempts);
            if (batch.Documents.Count > 0)
            {
                await Task.Delay(wait, time, cancellationToken);
                wait *= 2;
            }
        }
    }

    /// <summary>Counts what became of a batch's documents; returns those that the engine was too busy for.</summary>
    private BulkBatch Count(BulkBatch batch, ClusterAnswer answer, bool isLast)
    {
        var again = new BulkBatch(batch.Documents.Count);
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            foreach (var (document, item) in batch.Documents.Zip(json.RootElement.GetProperty("items").EnumerateArray()))
            {
                var outcome = item.EnumerateObject().First().Value;
                if (!isLast && outcome.GetProperty("status").GetInt32() == 429)
                {
                    again.Add(document);
                }
                else
                {
                    Count(document, outcome);
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnusableInputException(
                $"The answer to a bulk request is not an engine's: {Reason(answer)} Check the URL. {_indexed} documents were loaded before.");
        }

        return again;
    }

    private void Count(LoadDocument document, JsonElement outcome)
    {
        if (!outcome.TryGetProperty("error", out var error))
        {
            _indexed++;
            return;
        }

        _failed++;
        if (_errors.Count < MaxErrorsKept)
        {
            var reason = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("reason", out var text) ? text.GetString() : error.GetRawText();
            _errors.Add($"Line {document.Line} ({document.Id ?? "no identifier"}): {reason?.ReplaceLineEndings(" ")}");
        }
    }

    private async Task<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            var answer = await calls.SendAsync(call, cancellationToken);
            if (answer.IsSuccess)
            {
                return answer;
            }

            // Only these two say that nothing was done; whatever else failed may have been done in part.
            if (answer.Status is not (429 or 503) || attempt == MaxAttempts)
            {
                throw new UnusableInputException(
                    answer.Failure ?? $"'{call.Target}' was answered with status {answer.Status}: {Reason(answer)} {_indexed} documents were loaded before.");
            }

            await Task.Delay(answer.RetryAfter ?? wait, time, cancellationToken);
            wait *= 2;
        }
    }

    private static string Reason(ClusterAnswer answer)
    {
        var text = System.Text.Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 400)]);
        return text.ReplaceLineEndings(" ");
    }
}
