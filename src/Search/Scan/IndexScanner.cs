using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Scan;

/// <summary>
/// Reads the documents of an index, shard by shard, each shard from a point-in-time snapshot and in the order of sequence numbers. The usual sort of a
/// snapshot, <c>_shard_doc</c>, means nothing in the next snapshot, and OpenSearch does not have it; a sequence number stays what it is, so that a scan whose
/// snapshot was lost, or whose process was killed, goes on where it was. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="identity">Which engine it is.</param>
/// <param name="options">Bounds; the defaults when <see langword="null"/>.</param>
public sealed class IndexScanner(IClusterCalls calls, ClusterIdentity identity, ScanOptions? options = null)
{
    // Nothing is known of the documents' size yet: the first page is small, and pages grow tenfold at most.
    private const int FirstPage = 10;

    // A document without routing does not name it.
    private static readonly JsonSerializerOptions Keys = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ScanOptions _options = options ?? new();
    private readonly Snapshots _snapshots = new(calls, identity, (options ?? new()).KeepAlive);

    // Engines that leave vectors out re-serialise the source to do so; the rest may not know the setting.
    private readonly string _source = identity.Dialect.LeavesVectorsOut ? """{"exclude_vectors":false}""" : "true";

    /// <summary>The same way to the cluster where nothing is repeated by itself: a source at which an engine breaks off is found there without waits.</summary>
    /// <value><see langword="null"/> for the calls that the scanner was made with</value>
    public IClusterCalls? Once { get; init; }

    /// <summary>The highest sequence number that a shard shows to searches.</summary>
    /// <param name="index">A concrete index.</param>
    /// <param name="shard">The shard's number.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The number, −1 for an empty shard; or why it is not known.</returns>
    public async ValueTask<(long Last, string? Failure)> LastSequenceNumberAsync(string index, int shard, CancellationToken cancellationToken)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"/{Uri.EscapeDataString(index)}/_search?preference=_shards:{shard}");
        var body = """{"size":1,"sort":[{"_seq_no":"desc"}],"_source":false,"seq_no_primary_term":true,"track_total_hits":false}"""u8.ToArray();
        var page = ScanAnswer.Read(await calls.SendAsync(new ClusterCall(HttpMethod.Post, target, body), cancellationToken).ConfigureAwait(false), out _);
        return page.Failure is { } failure ? (-1, failure) : (page.Documents.Count == 0 ? -1 : page.Documents[0].SequenceNumber, null);
    }

    /// <summary>Reads a part of a shard. The enumeration ends with the range, or with a page that says why it could not go on.</summary>
    /// <param name="range">What to read.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async IAsyncEnumerable<ScanPage> ScanAsync(ShardRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        var size = Math.Min(FirstPage, _options.MaxPageDocuments);
        var after = range.After;
        var pages = new PageReader(calls, Once ?? calls, _snapshots, _source, _options.MaxReopens);
        Snapshot? snapshot = null;
        try
        {
            while (after < range.Through)
            {
                (snapshot, var page, var bytes, _, _) = await pages.ReadAsync(snapshot, range with { After = after }, size, cancellationToken)
                    .ConfigureAwait(false);
                if (page.Failure is null && page.Documents.Count == 0)
                {
                    yield break;
                }

                yield return page;
                if (page.Failure is not null)
                {
                    yield break;
                }

                after = page.Documents[^1].SequenceNumber;
                size = NextSize(size, page.Documents.Count, bytes);
            }
        }
        finally
        {
            await _snapshots.CloseAsync(snapshot).ConfigureAwait(false);
        }
    }

    /// <summary>Reads some documents that match a query, as searches see them.</summary>
    /// <param name="search">Which.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<ScanPage> FindAsync(ScanSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var within = search.Within is { } range ? string.Create(CultureInfo.InvariantCulture, $"?preference=_shards:{range.Shard}") : "";
        var call = new ClusterCall(HttpMethod.Post, $"/{Uri.EscapeDataString(search.Index)}/_search{within}", ScanSearchBody.Of(search, _source));
        return ScanAnswer.Read(await calls.SendAsync(call, cancellationToken).ConfigureAwait(false), out _);
    }

    /// <summary>Reads documents as they are now, whether or not searches can see them yet. One that is gone has an empty source.</summary>
    /// <param name="documents">The documents, as they were read before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One document for each, in the same order; or why they could not be read.</returns>
    public async ValueTask<ScanPage> ReadAgainAsync(IReadOnlyList<ScannedDocument> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var target = identity.Dialect.LeavesVectorsOut ? "/_mget?_source_exclude_vectors=false" : "/_mget";
        var (answer, page) = await MultiGetAsync(documents, target, cancellationToken).ConfigureAwait(false);
        if (page.Failure is not null && answer.Status != 0 && ScanAnswer.MayBeASource(answer))
        {
            return await ReadAgainHalvesAsync(documents, page, cancellationToken).ConfigureAwait(false);
        }

        return page.Failure is null && page.Documents.Count != documents.Count
            ? ScanPage.Failed("The engine's multi-get did not answer for every document.")
            : page;
    }

    private async ValueTask<ScanPage> ReadAgainHalvesAsync(IReadOnlyList<ScannedDocument> documents, ScanPage failed, CancellationToken cancellationToken)
    {
        if (documents.Count == 1)
        {
            var (_, head) = await MultiGetAsync(documents, "/_mget?_source=false", cancellationToken).ConfigureAwait(false);
            return head is { Failure: null, Documents: [{ SequenceNumber: >= 0 } document] } ? new([document with { IsUnreadable = true }]) : failed;
        }

        var read = new List<ScannedDocument>(documents.Count);
        foreach (var half in documents.Chunk((documents.Count + 1) / 2))
        {
            var page = await ReadAgainAsync(half, cancellationToken).ConfigureAwait(false);
            if (page.Failure is not null)
            {
                return page;
            }

            read.AddRange(page.Documents);
        }

        return new(read);
    }

    private async ValueTask<(ClusterAnswer Answer, ScanPage Page)> MultiGetAsync(
        IReadOnlyList<ScannedDocument> documents,
        string target,
        CancellationToken cancellationToken)
    {
        var keys = documents.Select(document => new { _index = document.Index, _id = document.Id, routing = document.Routing });
        var body = JsonSerializer.SerializeToUtf8Bytes(new { docs = keys }, Keys);
        var answer = await calls.SendAsync(new ClusterCall(HttpMethod.Post, target, body), cancellationToken).ConfigureAwait(false);
        return (answer, ScanAnswer.Read(answer, out _));
    }

    private int NextSize(int size, int documents, int bytes) =>
        (int)Math.Clamp((long)_options.TargetPageBytes * documents / Math.Max(1, bytes), 1, Math.Min(_options.MaxPageDocuments, size * FirstPage));
}
