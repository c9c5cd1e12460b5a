using TwinBert.Model.Packaging;
using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Sampling;

namespace TwinBert.Training.Students;

/// <summary>What a student is, and what it learns from.</summary>
internal sealed record DistillPlan
{
    /// <summary>Where it starts: the run of an encoder, or a BERT in Hugging Face layout.</summary>
    public required string Student { get; init; }

    /// <summary>The vocabulary of a BERT; a run has its own.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Of a BERT: the layers that the student takes, from 0; all where there are none.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>Of a BERT: the components of the student's embeddings.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Of a BERT: how the tokens' vectors become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>The file of teacher scores.</summary>
    public required string Scores { get; init; }

    /// <summary>The head, but for the length of its embeddings.</summary>
    public required HeadShape Head { get; init; }

    /// <summary>Whether the encoder stays as it is, and the head learns alone.</summary>
    public bool HeadAlone { get; init; }

    /// <summary>
    /// Whether the documents of <see cref="Student"/>, a package, stay as they are and the query tower learns alone: what it embedded stays valid.
    /// </summary>
    public bool QueryAlone { get; init; }

    /// <summary>The split to train on.</summary>
    public string Split { get; init; } = "train";

    /// <summary>The split of the dev metric; <see langword="null"/> for none.</summary>
    public string? DevSplit { get; init; }

    /// <summary>How many of its queries are measured.</summary>
    public int DevQueries { get; init; } = 200;

    /// <summary>The batches.</summary>
    public ListRecipe Lists { get; init; } = new();

    /// <summary>What counts how much.</summary>
    public StudentLosses Losses { get; init; } = new();

    /// <summary>The share of activations that is dropped.</summary>
    public double Dropout { get; init; }
}
