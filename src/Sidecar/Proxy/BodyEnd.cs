namespace TwinBert.Sidecar.Proxy;

/// <summary>How the reading of a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>Before the body's own end: nothing is known of the rest.</summary>
    Unread,

    /// <summary>At the body's end.</summary>
    Whole,

    /// <summary>Past the limit of one body.</summary>
    TooLarge,

    /// <summary>Where as much is held for all bodies together as may be.</summary>
    NoRoom,

    /// <summary>It is compressed in a way that is not read here.</summary>
    OtherCoding,

    /// <summary>It is not compressed as it says.</summary>
    Broken,
}
