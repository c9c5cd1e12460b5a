namespace TwinBert.Sidecar.Tests.FailOpen;

/// <summary>What goes wrong with a search.</summary>
public enum FailingStep
{
    /// <summary>The encoder throws.</summary>
    Encoding,

    /// <summary>The encoder does not come to an end.</summary>
    EncodingHangs,

    /// <summary>The encoder failed before, and is passed over.</summary>
    EncoderOpen,

    /// <summary>All places before the encoder are taken.</summary>
    Overloaded,

    /// <summary>The engine refuses the wider search, not the client's own.</summary>
    WideningRefused,

    /// <summary>The index refused before, and is not asked for vectors.</summary>
    VectorsOpen,

    /// <summary>The answer to the wider search is over the limit.</summary>
    AnswerTooLarge,

    /// <summary>The answer to the wider search is one that no engine gives.</summary>
    AnswerUnreadable,

    /// <summary>The hits come without vectors.</summary>
    NoVectors,

    /// <summary>The vectors are another model's, of another length.</summary>
    OtherVectors,

    /// <summary>The crossing layer throws.</summary>
    Crossing,

    /// <summary>The crossing layer gives no number.</summary>
    CrossingGivesNoNumber,

    /// <summary>The time is over when the crossing layer has come to its end.</summary>
    Deadline,
}
