namespace TwinBert.Backfill.Writing;

/// <summary>What the engine said to the write of one document.</summary>
internal enum WriteStatus
{
    /// <summary>Written.</summary>
    Written,

    /// <summary>Somebody else wrote or deleted the document after it was read.</summary>
    Conflict,

    /// <summary>The engine has no room for it now.</summary>
    Busy,

    /// <summary>The engine does not take this document.</summary>
    Refused,

    /// <summary>The engine takes no document at all: the index is gone, closed or blocked, or the account may not write it.</summary>
    Stopped,
}
