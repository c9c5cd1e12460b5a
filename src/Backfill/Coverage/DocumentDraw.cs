using TwinBert.Backfill.Planning;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Coverage;

/// <summary>Draws documents of an index at random. Thread-safe.</summary>
/// <param name="scanner">Reads them.</param>
internal sealed class DocumentDraw(IndexScanner scanner)
{
    // An engine gives every document that is drawn from a number: of an index of hundreds of millions, a stretch of one shard.
    private const long MostDrawnFrom = 1_000_000;

    /// <summary>Draws.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="from">A query that the documents match, and how many do.</param>
    /// <param name="size">How many are wanted; where there are no more, all come.</param>
    /// <param name="seed">Chooses them, 0 or more: another number, other documents.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<ScanPage> DrawAsync(IndexPlan plan, (string Query, long Documents) from, int size, int seed, CancellationToken cancellationToken)
    {
        var search = new ScanSearch(plan.Name, from.Query, size);
        if (size == 0 || from.Documents <= size)
        {
            return size == 0 ? new([]) : await scanner.FindAsync(search, cancellationToken).ConfigureAwait(false);
        }

        search = search with { Seed = seed };
        if (from.Documents > MostDrawnFrom)
        {
            var shard = (int)((uint)seed % plan.Shards);
            var (last, failure) = await scanner.LastSequenceNumberAsync(plan.Name, shard, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                return ScanPage.Failed(failure);
            }

            search = search with { Within = Stretch(plan, shard, last, MostDrawnFrom * plan.Shards / (double)from.Documents, seed) };
        }

        return await scanner.FindAsync(search, cancellationToken).ConfigureAwait(false);
    }

    private static ShardRange Stretch(IndexPlan plan, int shard, long last, double share, int seed)
    {
        var length = (long)(last * Math.Min(1, share));
        var from = (long)((last - length) * (seed / (double)int.MaxValue));
        return new(plan.Name, shard, from - 1, from + length);
    }
}
