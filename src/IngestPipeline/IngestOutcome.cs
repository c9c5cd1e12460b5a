namespace TwinBert.IngestPipeline;

/// <summary>What became of one document on its way to an embedding. Whatever it is, the document is written.</summary>
public enum IngestOutcome
{
    /// <summary>It has its embedding.</summary>
    Embedded,

    /// <summary>None of its text fields has any text.</summary>
    NoText,

    /// <summary>The encoder failed, or gave an answer of the wrong shape.</summary>
    EncoderFailed,

    /// <summary>The encoder did not answer in time.</summary>
    EncoderTimeout,
}
