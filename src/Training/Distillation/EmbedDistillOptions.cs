using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;

namespace TwinBert.Training.Distillation;

/// <summary>What a distillation of embeddings reads and makes.</summary>
internal sealed record EmbedDistillOptions
{
    /// <summary>The folder of the BERT that the student starts from and that is its first teacher, in Hugging Face layout.</summary>
    public required string Teacher { get; init; }

    /// <summary>The folder of an earlier run that the student goes on from; <see langword="null"/>: it starts from the teacher's layers.</summary>
    public string? Start { get; init; }

    /// <summary>What that teacher computes in.</summary>
    public EncoderPrecision TeacherPrecision { get; init; } = EncoderPrecision.Full;

    /// <summary>The layers that the student takes, from 0; all of them where there are none.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>ONNX files of more sentence encoders.</summary>
    public IReadOnlyList<string> ScoreTeachers { get; init; } = [];

    /// <summary>What those want to read before a query.</summary>
    public string QueryPrefix { get; init; } = "query: ";

    /// <summary>What they want to read before a document.</summary>
    public string DocumentPrefix { get; init; } = "passage: ";

    /// <summary>Whether the mean is taken out of their embeddings.</summary>
    public bool Centre { get; init; } = true;

    /// <summary>The weight of each of them, where the first teacher's is 1.</summary>
    public double Share { get; init; } = 2;

    /// <summary>The vocabulary of the student and of all teachers.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Where texts come from; what is named twice counts twice.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Of folders among them: the fields that make a document's text.</summary>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>Of folders among them: the split whose queries are taken too.</summary>
    public string? Split { get; init; }

    /// <summary>Of folders among them: how many documents each query stands beside; 0: queries and documents stand alone.</summary>
    public int QueryNeighbours { get; init; }

    /// <summary>From how many documents those are drawn: the ones that the teachers put nearest to the query.</summary>
    public int OfNearest { get; init; } = 12;

    /// <summary>The most tokens of a text.</summary>
    public int MaxTokens { get; init; } = 56;

    /// <summary>The most tokens of a folder's document, which may join several fields.</summary>
    public int DocumentTokens { get; init; } = 56;

    /// <summary>The components of the student's embeddings.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>How the student's tokens' vectors become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>The least texts of a batch.</summary>
    public int Batch { get; init; } = 128;
}
