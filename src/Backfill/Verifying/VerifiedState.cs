namespace TwinBert.Backfill.Verifying;

/// <summary>What is found when a document's text is encoded again.</summary>
public enum VerifiedState
{
    /// <summary>The stored vector is the new one, to the last component.</summary>
    Identical,

    /// <summary>They are nearly the same: other processors round otherwise.</summary>
    Near,

    /// <summary>They are not, though model and text are said to be: somebody else made it.</summary>
    Different,

    /// <summary>The stored one is of an older text.</summary>
    Stale,

    /// <summary>There is none, but there is text.</summary>
    Missing,

    /// <summary>The stored one is of another model.</summary>
    Foreign,

    /// <summary>There is nothing to embed.</summary>
    NoText,
}
