namespace TwinBert.Training.Texts;

/// <summary>Which tower reads a text.</summary>
internal enum TextKind
{
    /// <summary>What people search for.</summary>
    Query,

    /// <summary>What they find.</summary>
    Document,
}
