using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Scan;

/// <summary>
/// Reads pages of a scan. Engines store sources that make every answer with them unreadable, or give no answer with them at all: where a page cannot be read
/// and the same page without sources can, it is read again in halves, down to the document that is the cause. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="once">The same way, where nothing is repeated by itself.</param>
/// <param name="snapshots">Opens snapshots.</param>
/// <param name="source">How a search asks for whole sources.</param>
/// <param name="maxReopens">How often in a row a lost snapshot is opened anew.</param>
internal sealed class PageReader(IClusterCalls calls, IClusterCalls once, Snapshots snapshots, string source, int maxReopens)
{
    /// <summary>Reads the first documents of a range.</summary>
    public async ValueTask<PageReading> ReadAsync(Snapshot? snapshot, ShardRange range, int size, CancellationToken cancellationToken)
    {
        var reading = await AskAsync(snapshot, range, size, withSource: true, cancellationToken).ConfigureAwait(false);
        if (!reading.IsSuspect)
        {
            return reading;
        }

        var heads = await AskAsync(reading.Snapshot, range, size, withSource: false, cancellationToken).ConfigureAwait(false);
        if (heads.Page.Failure is not null || heads.Page.Documents.Count == 0)
        {
            return reading;
        }

        // What was lost on the way once is no document's fault.
        var again = reading.Status == 0 ? await AskAsync(heads.Snapshot, range, size, withSource: true, cancellationToken).ConfigureAwait(false) : reading;
        return again.IsSuspect ? await ReadHalvesAsync(again, range, heads.Page.Documents, cancellationToken).ConfigureAwait(false) : again;
    }

    private async ValueTask<PageReading> ReadHalvesAsync(
        PageReading suspect, ShardRange range, IReadOnlyList<ScannedDocument> heads, CancellationToken cancellationToken)
    {
        if (heads.Count == 1)
        {
            return suspect with { Page = new([heads[0] with { IsUnreadable = true }]), IsSuspect = false };
        }

        var documents = new List<ScannedDocument>(heads.Count);
        var (snapshot, bytes, after) = (suspect.Snapshot, 0, range.After);
        foreach (var half in heads.Chunk((heads.Count + 1) / 2))
        {
            var part = range with { After = after, Through = half[^1].SequenceNumber };
            var reading = await AskAsync(snapshot, part, half.Length, withSource: true, cancellationToken).ConfigureAwait(false);
            if (reading is { IsSuspect: true, Status: 0 })
            {
                reading = await AskAsync(reading.Snapshot, part, half.Length, withSource: true, cancellationToken).ConfigureAwait(false);
            }

            reading = reading.IsSuspect ? await ReadHalvesAsync(reading, part, half, cancellationToken).ConfigureAwait(false) : reading;
            if (reading.Page.Failure is not null)
            {
                return reading;
            }

            documents.AddRange(reading.Page.Documents);
            (snapshot, bytes, after) = (reading.Snapshot, bytes + reading.Bytes, part.Through);
        }

        return new(snapshot, new(documents), bytes, suspect.Status, IsSuspect: false);
    }

    private async ValueTask<PageReading> AskAsync(Snapshot? snapshot, ShardRange range, int size, bool withSource, CancellationToken cancellationToken)
    {
        for (var reopened = 0; ; reopened++)
        {
            if (snapshot is null)
            {
                (snapshot, var failure) = await snapshots.OpenAsync(range, cancellationToken).ConfigureAwait(false);
                if (snapshot is null)
                {
                    return new(null, ScanPage.Failed(failure!), 0, 0, IsSuspect: false);
                }
            }

            var call = new ClusterCall(HttpMethod.Post, "/_search", Body(range, snapshot, size, withSource ? source : "false"));
            var answer = await SendAsync(call, mayBeTheSource: withSource, cancellationToken).ConfigureAwait(false);
            if (Snapshots.IsLost(answer) && reopened < maxReopens)
            {
                snapshot = null;
                continue;
            }

            var page = ScanAnswer.Read(answer, out var renewed);
            snapshot = renewed is null ? snapshot : new Snapshot(renewed);
            return new(snapshot, page, answer.Body.Length, answer.Status, page.Failure is not null && ScanAnswer.MayBeASource(answer));
        }
    }

    // Waiting for a cluster helps where it is busy or away, not where it breaks off at a source: without sources it then answers.
    private async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, bool mayBeTheSource, CancellationToken cancellationToken)
    {
        var answer = mayBeTheSource ? await once.SendAsync(call, cancellationToken).ConfigureAwait(false) : null;
        return answer is null or { Status: 429 or 502 or 503 or 504 } ? await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) : answer;
    }

    private byte[] Body(ShardRange range, Snapshot snapshot, int size, string sources)
    {
        var span = string.Create(CultureInfo.InvariantCulture, $$$$"""{"range":{"_seq_no":{"gt":{{{{range.After}}}},"lte":{{{{range.Through}}}}}}}""");
        var filter = range.Query is null ? span : $"{span},{range.Query}";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
            {"size":{{{size}}},"pit":{"id":{{{JsonSerializer.Serialize(snapshot.Id)}}},"keep_alive":"{{{snapshots.KeepAlive}}}"},"query":{"bool":{"filter":[{{{filter}}}]}},"sort":[{"_seq_no":"asc"}],"_source":{{{sources}}},"seq_no_primary_term":true,"version":true,"track_total_hits":false}
            """));
    }
}
