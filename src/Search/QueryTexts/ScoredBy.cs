namespace TwinBert.Search.QueryTexts;

/// <summary>What a clause of a query is scored by.</summary>
internal enum ScoredBy
{
    /// <summary>It cannot be told.</summary>
    NotKnown,

    /// <summary>Something else than text: a constant, a number of the document's, an exact term.</summary>
    Other,

    /// <summary>Text alone.</summary>
    Text,

    /// <summary>Text and something else; the parts that are text have been found.</summary>
    TextWithin,
}
