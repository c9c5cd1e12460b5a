namespace TwinBert.Sidecar.Searching;

/// <summary>The ways to search.</summary>
internal enum SearchKind
{
    /// <summary><c>_search</c>.</summary>
    Search,

    /// <summary><c>_search/template</c>.</summary>
    Template,

    /// <summary><c>_msearch/template</c>.</summary>
    MultiTemplate,

    /// <summary><c>_async_search</c>: the answer may come later, from another request.</summary>
    Async,

    /// <summary><c>_msearch</c>.</summary>
    MultiSearch,

    /// <summary>A further page of a scroll.</summary>
    Scroll,
}
