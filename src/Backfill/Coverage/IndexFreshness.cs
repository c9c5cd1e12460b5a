using TwinBert.Backfill.Documents;

namespace TwinBert.Backfill.Coverage;

/// <summary>How many documents of an index are in each state of <see cref="Freshness"/>.</summary>
/// <param name="Fresh">Documents with an embedding of their present text.</param>
/// <param name="Stale">Documents with one of an older text.</param>
/// <param name="Missing">Documents with text and no embedding.</param>
/// <param name="Foreign">Documents with an embedding of another model.</param>
/// <param name="NoText">Documents with nothing to embed.</param>
public sealed record IndexFreshness(long Fresh, long Stale, long Missing, long Foreign, long NoText)
{
    /// <summary>None.</summary>
    public static IndexFreshness None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Documents that were read to find this out.</summary>
    public long Sampled { get; init; }

    /// <summary>Whether every document was read; otherwise how many are stale, and how many have no text, is estimated from a sample.</summary>
    public bool IsExact { get; init; }

    /// <summary>All documents.</summary>
    public long Total => Fresh + Stale + Missing + Foreign + NoText;

    /// <summary>The part of the documents with text whose embedding is fresh, 0 to 1; 1 where there are none.</summary>
    public double FreshShare => Total == NoText ? 1 : (double)Fresh / (Total - NoText);

    /// <summary>The count of one state.</summary>
    /// <param name="state">The state.</param>
    public long Of(Freshness state) => state switch
    {
        Freshness.Fresh => Fresh,
        Freshness.Stale => Stale,
        Freshness.Missing => Missing,
        Freshness.Foreign => Foreign,
        _ => NoText,
    };

    /// <summary>One more document.</summary>
    /// <param name="state">Its state.</param>
    internal IndexFreshness With(Freshness state) => state switch
    {
        Freshness.Fresh => this with { Fresh = Fresh + 1 },
        Freshness.Stale => this with { Stale = Stale + 1 },
        Freshness.Missing => this with { Missing = Missing + 1 },
        Freshness.Foreign => this with { Foreign = Foreign + 1 },
        _ => this with { NoText = NoText + 1 },
    };
}
