namespace TwinBert.Training.Files;

/// <summary>Training cannot go on; the message says why, and what to do.</summary>
internal sealed class TrainingException : Exception
{
    /// <summary>Says why.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, with the cause.</summary>
    public TrainingException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
