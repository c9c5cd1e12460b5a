namespace TwinBert.Search.Sources;

/// <summary>What a read says about <c>_source</c>. The URL wins over the body.</summary>
internal enum SourceChoice
{
    /// <summary>Nothing: the whole of it comes.</summary>
    Unsaid,

    /// <summary>All of it, in the URL.</summary>
    WholeInUrl,

    /// <summary>All of it, in the body.</summary>
    WholeInBody,

    /// <summary>A part of it, or none.</summary>
    Chosen,
}
