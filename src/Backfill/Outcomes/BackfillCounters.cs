namespace TwinBert.Backfill.Outcomes;

/// <summary>What became of the documents of an index.</summary>
public sealed record BackfillCounters
{
    /// <summary>Documents read by the scan.</summary>
    public long Scanned { get; init; }

    /// <summary>Documents whose embedding was written; in a dry run, those whose embedding would be.</summary>
    public long Embedded { get; init; }

    /// <summary>Documents whose embedding was of this model and this text already.</summary>
    public long UpToDate { get; init; }

    /// <summary>Documents without text.</summary>
    public long NoText { get; init; }

    /// <summary>Documents over the size limit.</summary>
    public long TooLarge { get; init; }

    /// <summary>Documents that somebody else had written meanwhile, and that were read again.</summary>
    public long Conflicts { get; init; }

    /// <summary>Of these, documents that were written again and again, and were left to their writer. The sweep reads them once more.</summary>
    public long LeftToWriter { get; init; }

    /// <summary>Documents that were deleted meanwhile.</summary>
    public long Gone { get; init; }

    /// <summary>Documents that could not get an embedding; the dead-letter file says which and why.</summary>
    public long Lost { get; init; }

    /// <summary>The time that the encoder worked, in seconds.</summary>
    public double EncoderSeconds { get; init; }

    /// <summary>The documents of which it is known what became of them: always as many as were read.</summary>
    public long Settled => Embedded + UpToDate + NoText + TooLarge + LeftToWriter + Gone + Lost;

    /// <summary>Adds two counts.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static BackfillCounters operator +(BackfillCounters left, BackfillCounters right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Scanned = left.Scanned + right.Scanned,
            Embedded = left.Embedded + right.Embedded,
            UpToDate = left.UpToDate + right.UpToDate,
            NoText = left.NoText + right.NoText,
            TooLarge = left.TooLarge + right.TooLarge,
            Conflicts = left.Conflicts + right.Conflicts,
            LeftToWriter = left.LeftToWriter + right.LeftToWriter,
            Gone = left.Gone + right.Gone,
            Lost = left.Lost + right.Lost,
            EncoderSeconds = left.EncoderSeconds + right.EncoderSeconds,
        };
    }

    /// <summary>Takes one count from another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">What is taken from it.</param>
    public static BackfillCounters operator -(BackfillCounters left, BackfillCounters right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Scanned = left.Scanned - right.Scanned,
            Embedded = left.Embedded - right.Embedded,
            UpToDate = left.UpToDate - right.UpToDate,
            NoText = left.NoText - right.NoText,
            TooLarge = left.TooLarge - right.TooLarge,
            Conflicts = left.Conflicts - right.Conflicts,
            LeftToWriter = left.LeftToWriter - right.LeftToWriter,
            Gone = left.Gone - right.Gone,
            Lost = left.Lost - right.Lost,
            EncoderSeconds = left.EncoderSeconds - right.EncoderSeconds,
        };
    }

    /// <summary>Takes one count from another.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">What is taken from it.</param>
    public static BackfillCounters Subtract(BackfillCounters left, BackfillCounters right) => left - right;

    /// <summary>Adds two counts.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static BackfillCounters Add(BackfillCounters left, BackfillCounters right) => left + right;
}
