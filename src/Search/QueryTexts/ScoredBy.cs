namespace TwinBert.Search.QueryTexts;

/// <summary>What a clause of a query is scored by.</summary>
internal enum ScoredBy
{
    /// <summary>It cannot be told.</summary>
    NotKnown,

    /// <summary>Something else than text: a number of the document's, or a constant that some of the documents have and others not.</summary>
    Other,

    /// <summary>Nothing that tells one match from another: a constant, an exact term.</summary>
    Same,

    /// <summary>Text alone.</summary>
    Text,

    /// <summary>Text and something else; the parts that are text have been found.</summary>
    TextWithin,
}
