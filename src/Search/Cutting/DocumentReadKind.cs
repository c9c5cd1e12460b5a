namespace TwinBert.Search.Cutting;

/// <summary>What kind of answer holds documents: it decides where a <c>_source</c> is a document's.</summary>
public enum DocumentReadKind
{
    /// <summary>One document: the answer of <c>_doc</c>.</summary>
    Document,

    /// <summary>The source alone: the answer of <c>_source</c>.</summary>
    Source,

    /// <summary>Several documents: the answer of <c>_mget</c>.</summary>
    MultiGet,

    /// <summary>Hits, wherever they stand: the answers of <c>_search</c>, of a scroll and of <c>_msearch</c>, with inner hits and top hits.</summary>
    Search,

    /// <summary>An acknowledgement with the document in <c>get</c>: the answers of <c>_update</c> and <c>_explain</c>.</summary>
    Update,

    /// <summary>Acknowledgements of many writes: the answer of <c>_bulk</c>.</summary>
    Bulk,
}
