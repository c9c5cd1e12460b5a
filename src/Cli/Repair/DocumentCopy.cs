using System.Globalization;
using System.Text.Json;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Cli.Repair;

/// <summary>
/// Copies the documents of an index that nobody writes to: each as it is stored, byte for byte, with its id, routing and version, and with its embedding
/// where that fits. The version keeps a document that is there already from being written twice, so that the copy may be begun again at any moment; all
/// writes go through an alias that only the copy has, so that none of them makes an index or reaches another one.
/// </summary>
/// <param name="calls">The way to the cluster; its calls may be repeated.</param>
/// <param name="scanner">Reads the index.</param>
/// <param name="fit">Judges embeddings.</param>
/// <param name="from">The index.</param>
/// <param name="alias">The copy's alias.</param>
internal sealed class DocumentCopy(IClusterCalls calls, IndexScanner scanner, EmbeddingFit fit, string from, string alias)
{
    private const int MostRepeats = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Copies one shard.</summary>
    /// <param name="shard">Its number.</param>
    /// <param name="through">Its highest sequence number.</param>
    /// <param name="progress">Told of every page.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="RepairFailedException">A document could not be read or written.</exception>
    public async Task<CopyCounts> RunAsync(int shard, long through, Action<int> progress, CancellationToken stop)
    {
        var counts = default(CopyCounts);
        await foreach (var page in scanner.ScanAsync(new(from, shard, -1, through), stop))
        {
            if (page.Failure is { } failure)
            {
                throw new RepairFailedException($"its documents cannot be read: {failure}");
            }

            counts = await WriteAsync(page.Documents, counts, stop);
            progress(page.Documents.Count);
        }

        return counts;
    }

    private async Task<CopyCounts> WriteAsync(IReadOnlyList<ScannedDocument> documents, CopyCounts counts, CancellationToken stop)
    {
        var bulk = new BulkBody();
        foreach (var document in documents.Where(document => !document.IsUnreadable))
        {
            var (source, fate) = fit.Apply(document.Source);
            counts = counts.And(fate);
            if (source.Span.Contains((byte)'\n'))
            {
                // Its line break cannot stand in a bulk body.
                await WriteAloneAsync(document, source, stop);
            }
            else
            {
                bulk.Add(ActionOf(document), source.Span);
            }
        }

        if (bulk.Count > 0)
        {
            await WriteBulkAsync(bulk, stop);
        }

        var unreadable = documents.Where(document => document.IsUnreadable).Select(document => document.Id).ToArray();
        if (unreadable.Length > 0)
        {
            await LetTheEngineCopyAsync(unreadable, stop);
        }

        return counts with { Documents = counts.Documents + unreadable.Length };
    }

    private BulkAction ActionOf(ScannedDocument document) => new(BulkVerb.Index)
    {
        Index = alias,
        Id = document.Id,
        ExternalVersion = document.Version,
        RequireAlias = true,
        Routing = document.Routing,
    };

    private async Task WriteBulkAsync(BulkBody bulk, CancellationToken stop)
    {
        for (var repeats = 0; ; repeats++)
        {
            var answer = await calls.SendAsync(bulk.ToCall(), stop);
            if (!answer.IsSuccess)
            {
                throw new RepairFailedException($"documents cannot be written to the copy: {EngineError.Describe(answer)}");
            }

            var results = BulkResult.TryRead(answer.Body, bulk.Count)
                ?? throw new RepairFailedException("documents cannot be written to the copy: the answer has not one result for each");
            var refused = results.Where(result => result.Status is not (200 or 201 or 409)).ToArray();
            if (refused.Length == 0)
            {
                return;
            }

            // What is there already conflicts when it comes again, and stays.
            if (repeats == MostRepeats || refused.Any(result => result.Status is not (429 or 503)))
            {
                throw Refused(refused[0].Id ?? "", refused[0].Error ?? $"status {refused[0].Status}");
            }

            await Task.Delay(Pause * (repeats + 1), stop);
        }
    }

    private async Task WriteAloneAsync(ScannedDocument document, ReadOnlyMemory<byte> source, CancellationToken stop)
    {
        var target = string.Create(
            CultureInfo.InvariantCulture,
            $"/{Uri.EscapeDataString(alias)}/_doc/{Uri.EscapeDataString(document.Id)}?version={document.Version}&version_type=external&require_alias=true")
            + (document.Routing is { } routing ? $"&routing={Uri.EscapeDataString(routing)}" : "");
        var answer = await calls.SendAsync(new(HttpMethod.Put, target, source), stop);
        if (!answer.IsSuccess && answer.Status != 409)
        {
            throw Refused(document.Id, EngineError.Describe(answer));
        }
    }

    // The engine gives no readable answer with these, but can copy them by itself, with whatever embedding they have.
    private async Task LetTheEngineCopyAsync(string[] ids, CancellationToken stop)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                conflicts = "proceed",
                source = new { index = from, query = new { ids = new { values = ids } } },
                dest = new { index = alias, version_type = "external" },
            },
            JsonSerializerOptions.Default);
        var answer = await calls.SendAsync(new(HttpMethod.Post, "/_reindex?require_alias=true", body), stop);
        if (!answer.IsSuccess)
        {
            throw Refused(ids[0], EngineError.Describe(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        foreach (var failure in json.RootElement.GetProperty("failures").EnumerateArray())
        {
            throw Refused(failure.GetProperty("id").GetString()!, EngineError.Describe(failure.GetProperty("cause")));
        }
    }

    private static RepairFailedException Refused(string id, string reason) => new($"the engine refuses the document '{id}' in the copy: {reason}");
}
