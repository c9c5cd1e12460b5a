namespace TwinBert.Training.Teachers;

/// <summary>How a teacher is trained.</summary>
internal sealed record TeacherOptions
{
    /// <summary>The most tokens of a pair.</summary>
    public int Tokens { get; init; } = 64;

    /// <summary>The share of activations that is dropped while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>In how many parts the queries of a step are computed: more take less memory.</summary>
    public int Parts { get; init; } = 2;
}
