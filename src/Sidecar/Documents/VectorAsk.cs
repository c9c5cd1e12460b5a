namespace TwinBert.Sidecar.Documents;

/// <summary>How a request is told to leave vectors in <c>_source</c>, where the engine would re-serialise it to leave them out.</summary>
internal enum VectorAsk
{
    /// <summary>It cannot be told, or its answer has no whole source.</summary>
    Not,

    /// <summary>By a parameter.</summary>
    Url,

    /// <summary>By a parameter, unless the body says something about the source, which the parameter would override.</summary>
    UrlUnlessInBody,

    /// <summary>In the body of each of several searches.</summary>
    EachBody,
}
