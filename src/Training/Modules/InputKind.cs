namespace TwinBert.Training.Modules;

/// <summary>What a tower reads.</summary>
internal enum InputKind
{
    /// <summary>Word pieces of a BERT vocabulary.</summary>
    WordPiece,

    /// <summary>Words as the sum of their letter trigrams.</summary>
    TriLetter,
}
