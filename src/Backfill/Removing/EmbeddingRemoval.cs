using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Governing;
using TwinBert.Backfill.Guarding;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Writing;
using TwinBert.Search.Cluster;
using TwinBert.Search.Cutting;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Removing;

/// <summary>
/// Takes the embedding object out of the documents of one index: each is written back as it was read, byte for byte, without the object, on condition that
/// nobody else has written it meanwhile. The state is the index itself: documents are found by what they still have, so that a run that was killed at any
/// moment is gone on with by another, and nothing goes on in the cluster without one. An index with a final pipeline has its documents changed by a script:
/// written whole, they would go through that pipeline again. Not for concurrent use.
/// </summary>
public sealed class EmbeddingRemoval
{
    // Of one index, so that a run takes up the alias that a killed one has left.
    private const string Run = "remove";

    private const int MostPasses = 10;
    private const int BatchDocuments = 500;
    private const int BatchBytes = 8 << 20;

    private readonly IndexPlan _plan;
    private readonly RemovalOptions _options;
    private readonly TimeProvider _time;
    private readonly IClusterCalls _direct;
    private readonly RetryingClusterCalls _calls;
    private readonly Governor _governor;
    private readonly IndexScanner _scanner;
    private readonly IndexIdentityReader _reader;
    private readonly WriteGuard _guard;
    private readonly EmbeddingCutter _cutter;
    private readonly byte[] _script;
    private readonly string _hasOne;
    private readonly int _batch;
    private long _removed;
    private string? _refused;

    /// <summary>Puts a removal together; nothing is sent yet.</summary>
    /// <param name="calls">The way to the cluster, without repetitions.</param>
    /// <param name="identity">Which engine it is.</param>
    /// <param name="plan">The index, from <see cref="RemovalFinder"/>.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="time">Measures and waits.</param>
    public EmbeddingRemoval(IClusterCalls calls, ClusterIdentity identity, IndexPlan plan, RemovalOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        (_direct, _plan, _options, _time) = (calls, plan, options, time);
        _governor = new(calls, plan.Name, options.Governor, time);
        _calls = new(_governor, options.Backoff, time);
        _scanner = new(_calls, identity) { Once = calls };
        _reader = new(_calls, _scanner);
        var run = new GuardedRun(Run, options.Place) { IsAlone = true };
        _guard = new(new RetryingClusterCalls(calls, options.Backoff, time), plan, run, options.Guard, time);
        _cutter = new([plan.Fields.Embedding]);
        _batch = (int)Math.Clamp(options.DocumentsPerSecond ?? BatchDocuments, 1, BatchDocuments);
        _script = Json(
            new { script = new { lang = "painless", source = "ctx._source.remove(params.field)", @params = new { field = plan.Fields.Embedding.Name } } });
        string[] paths = [plan.Fields.Embedding.ModelPath, plan.Fields.Embedding.VectorPath];
        _hasOne = Encoding.UTF8.GetString(Json(new { @bool = new { should = paths.Select(path => new { exists = new { field = path } }) } }));
    }

    /// <summary>How many documents have an embedding, of those that are there now.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The number; or why it is not known, in one line.</returns>
    public async ValueTask<(long Count, string? Failure)> CountAsync(CancellationToken cancellationToken)
    {
        // What was changed a moment ago is to be seen.
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var call = new ClusterCall(HttpMethod.Post, Target("_count"), Encoding.UTF8.GetBytes($$"""{"query":{{_hasOne}}}"""));
        var answer = await _calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return (0, EngineError.Describe(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (json.RootElement.GetProperty("count").GetInt64(), null);
    }

    /// <summary>Takes them out, until no document has one, or what is left cannot be changed.</summary>
    /// <param name="progress">Hears how far it is, after every batch.</param>
    /// <param name="stop">Ends it. Whatever was done stays done.</param>
    public async ValueTask<RemovalReport> RunAsync(IProgress<RemovalProgress>? progress, CancellationToken stop)
    {
        if (await _guard.OpenAsync(stop).ConfigureAwait(false) is { } refusal)
        {
            return new(0, (await CountAsync(stop).ConfigureAwait(false)).Count, refusal);
        }

        try
        {
            var (left, failure) = await CountAsync(stop).ConfigureAwait(false);
            for (var pass = 0; pass < MostPasses && left > 0 && failure is null; pass++)
            {
                var before = _removed;
                failure = await PassAsync(before + left, progress, stop).ConfigureAwait(false);
                (left, var unknown) = await CountAsync(stop).ConfigureAwait(false);
                failure ??= unknown;
                if (_removed == before)
                {
                    break;
                }
            }

            return new(_removed, left, failure) { Refused = _refused };
        }
        finally
        {
            await _guard.CloseAsync(_direct).ConfigureAwait(false);
        }
    }

    // Through all that have one now. Documents that others write meanwhile are left to the next pass.
    private async ValueTask<string?> PassAsync(long total, IProgress<RemovalProgress>? progress, CancellationToken stop)
    {
        var (identity, failure) = await _reader.ReadAsync(_plan, stop).ConfigureAwait(false);
        if (identity is null || identity.Uuid != _plan.Uuid)
        {
            return failure ?? $"'{_plan.Name}' is another index now. Nothing was written into it.";
        }

        var request = new BulkRequest(_plan, new(_guard.Target, _guard.UsesAlias), WriteSource);
        var writes = new RetryingClusterCalls(_guard.CallsFor(_governor), _options.Backoff, _time);
        var writer = new BulkWriter(writes, request, _options.Backoff, _time);
        var throttle = new Throttle(_options.DocumentsPerSecond, _time);
        foreach (var shard in identity.Shards)
        {
            var range = new ShardRange(_plan.Name, shard.Number, -1, shard.Through) { Query = _hasOne };
            await foreach (var page in _scanner.ScanAsync(range, stop).ConfigureAwait(false))
            {
                foreach (var batch in Batches(page.Documents))
                {
                    await _governor.WaitAsync(stop).ConfigureAwait(false);
                    await throttle.WaitAsync(batch.Count, stop).ConfigureAwait(false);
                    await _guard.RenewAsync(stop).ConfigureAwait(false);
                    var outcome = await writer.WriteAsync(batch, stop).ConfigureAwait(false);
                    _removed += outcome.Results.Count(result => result.Status == WriteStatus.Written);
                    _refused ??= outcome.Results.Where(result => result.Status == WriteStatus.Refused)
                        .Select(result => $"'{result.Item.Document.Id}': {result.Reason}").FirstOrDefault();
                    progress?.Report(new(_plan.Name, _removed, total, _governor.Share));
                    if (outcome.Failure is not null)
                    {
                        return outcome.Failure;
                    }
                }

                if (page.Failure is not null)
                {
                    return page.Failure;
                }
            }
        }

        return null;
    }

    private IEnumerable<IReadOnlyList<EncodedItem>> Batches(IReadOnlyList<ScannedDocument> documents)
    {
        var (batch, bytes) = (new List<EncodedItem>(), 0L);
        foreach (var item in documents.Select(Without).OfType<EncodedItem>())
        {
            batch.Add(item);
            bytes += item.Document.Source.Length;
            if (batch.Count >= _batch || bytes >= BatchBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    // A script needs no source of ours; everything else is written as it is read, without the object.
    private EncodedItem? Without(ScannedDocument document)
    {
        if (_plan.WriteMode == WriteMode.Update)
        {
            return new(document, default, IsEmbedded: false);
        }

        var output = new ArrayBufferWriter<byte>(Math.Max(1, document.Source.Length));
        if (_cutter.TryCut(DocumentReadKind.Source, document.Source.Span, output))
        {
            return new(document with { Source = output.WrittenMemory }, default, IsEmbedded: false);
        }

        _refused ??= $"'{document.Id}': its source cannot be read, or has parts of the object under dotted keys. Write it again without them.";
        return null;
    }

    private void WriteSource(EncodedItem item, IBufferWriter<byte> body) =>
        body.Write(_plan.WriteMode == WriteMode.Update ? _script : item.Document.Source.Span);

    // An account that may not refresh sees a second later what was done.
    private async ValueTask RefreshAsync(CancellationToken cancellationToken) =>
        await _calls.SendAsync(new(HttpMethod.Post, Target("_refresh")), cancellationToken).ConfigureAwait(false);

    private string Target(string what) => $"/{Uri.EscapeDataString(_plan.Name)}/{what}";

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Default);
}
