namespace TwinBert.IngestPipeline;

/// <summary>How many of the text fields a partial document replaces.</summary>
public enum TextCoverage
{
    /// <summary>None: the document's text stays as it is.</summary>
    None,

    /// <summary>Some: the text becomes a mixture of what is stored and what is sent.</summary>
    Some,

    /// <summary>All: the text is what the partial document says.</summary>
    All,
}
