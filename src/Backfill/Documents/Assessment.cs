namespace TwinBert.Backfill.Documents;

/// <summary>What has to be done with a document.</summary>
internal enum Assessment
{
    /// <summary>Encode its text and write the embedding.</summary>
    Encode,

    /// <summary>Take its embedding away: the text that it was made from is gone.</summary>
    Clear,

    /// <summary>Nothing: the embedding is of this model and this text.</summary>
    UpToDate,

    /// <summary>Nothing: it has neither text nor embedding.</summary>
    NoText,

    /// <summary>Nothing: it is larger than the limit.</summary>
    TooLarge,

    /// <summary>Nothing: it was deleted meanwhile.</summary>
    Gone,

    /// <summary>Nothing can be done: its source cannot take the embedding object.</summary>
    Unfit,

    /// <summary>Nothing can be done: the engine gives no readable answer with its source.</summary>
    Unreadable,
}
