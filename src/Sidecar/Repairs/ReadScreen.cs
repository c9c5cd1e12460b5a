using TwinBert.Backfill.Documents;
using TwinBert.Configuration;
using TwinBert.Search.Cutting;
using TwinBert.Search.Scan;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Repairs;

/// <summary>
/// Looks at documents that pass by on their way to a client, and notes those whose embedding is missing or not of their text. Ten answers in a second at
/// most, none that is very large: what is read often is seen all the same, and reads cost no more for it. Thread-safe.
/// </summary>
internal sealed class ReadScreen(RepairQueue queue, OperatedIndices indices, LimitOptions limits, TimeProvider time)
{
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private long _last;

    /// <summary>Looks at an answer, as the engine gave it.</summary>
    /// <param name="kind">What kind of answer it is.</param>
    /// <param name="body">Its body, decompressed.</param>
    /// <param name="isWhole">Whether documents are known to come with all of their source.</param>
    public void See(DocumentReadKind kind, ReadOnlyMemory<byte> body, bool isWhole)
    {
        if (queue.Refusal is not null || body.Length is 0 or > MostBytes || !IsTime())
        {
            return;
        }

        // The answer does not wait for it, and its memory is not kept for it.
        var copy = body.ToArray();
        _ = Task.Run(() => Look(kind, copy, isWhole));
    }

    private void Look(DocumentReadKind kind, ReadOnlyMemory<byte> body, bool isWhole)
    {
        var documents = kind switch
        {
            DocumentReadKind.Document => ReadDocuments.One(body),
            DocumentReadKind.MultiGet or DocumentReadKind.Search => ReadDocuments.Many(body),
            _ => [],
        };
        foreach (var group in documents.Where(document => !document.Source.IsEmpty).GroupBy(document => document.Index))
        {
            See([.. group], group.Key, isWhole);
        }
    }

    private void See(ScannedDocument[] documents, string index, bool isWhole)
    {
        if (indices.KnownFieldsOf(index) is not { } fields)
        {
            return;
        }

        // A window asks for each hit's model: of a hit without, it is known that it has none.
        var asksForModel = documents.Any(document => Names(document, fields.Embedding.ModelPath));
        var judge = new FreshnessJudge(fields, limits.MaxDocumentBytes);
        foreach (var document in documents)
        {
            var isSuspect = judge.StateOf(document) switch
            {
                Freshness.Missing => isWhole || (asksForModel && !Names(document, fields.Embedding.ModelPath)),
                Freshness.Stale or Freshness.Foreign => true,
                _ => false,
            };
            if (isSuspect)
            {
                queue.Suspect(new(index, document.Id, document.Routing));
            }
        }
    }

    private static bool Names(ScannedDocument document, string path) =>
        document.Fields.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(path)) >= 0;

    private bool IsTime()
    {
        var last = Volatile.Read(ref _last);
        var now = time.GetTimestamp();
        return (last == 0 || time.GetElapsedTime(last, now) >= Every) && Interlocked.CompareExchange(ref _last, now, last) == last;
    }
}
