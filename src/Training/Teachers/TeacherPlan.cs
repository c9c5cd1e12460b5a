using TwinBert.Training.Corpus;

namespace TwinBert.Training.Teachers;

/// <summary>What a teacher is trained on.</summary>
internal sealed record TeacherPlan
{
    /// <summary>The split to train on.</summary>
    public string Split { get; init; } = "train";

    /// <summary>The split of the dev metric; <see langword="null"/> for none.</summary>
    public string? DevSplit { get; init; }

    /// <summary>How many of its queries are measured.</summary>
    public int DevQueries { get; init; } = 60;

    /// <summary>Queries of a step; each has eight documents.</summary>
    public int Queries { get; init; } = 8;

    /// <summary>Lengths and dropout.</summary>
    public TeacherOptions Options { get; init; } = new();
}
