using TwinBert.Model.Packaging;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Towers;

/// <summary>What the training of one tower reads and makes.</summary>
internal sealed record TowerOptions
{
    /// <summary>The side that the tower is for: what it reads.</summary>
    public required TextKind Side { get; init; }

    /// <summary>Where its weights begin: a BERT in Hugging Face layout, a package, or a run.</summary>
    public required string From { get; init; }

    /// <summary>The layers that it takes from there, from 0; all of them where there are none.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>The vocabulary of the tower and of all teachers; <see langword="null"/>: that of <see cref="From"/>.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The sentence encoders whose space it learns.</summary>
    public required IReadOnlyList<TowerTeacher> Teachers { get; init; }

    /// <summary>A run whose space is taken; <see langword="null"/>: the space is found on this run's texts.</summary>
    public string? Space { get; init; }

    /// <summary>
    /// Of a query tower: a package of several encoders whose space is taken, and whose documents it is to find; <see langword="null"/>: none.
    /// </summary>
    public string? Documents { get; init; }

    /// <summary>The components of a space that is found.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>How the tokens' vectors become one.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Where texts come from.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Of folders among them: the fields that make a document's text.</summary>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>Of folders among them: the split whose queries are taken too.</summary>
    public string? Split { get; init; }

    /// <summary>The most units of a source, drawn at random; <see langword="null"/>: all.</summary>
    public int? Sample { get; init; }

    /// <summary>For queries: how many are made of words of the vocabulary, so that all words are met, those too that the texts lack.</summary>
    public int Words { get; init; }

    /// <summary>The most tokens of a query.</summary>
    public int QueryTokens { get; init; } = 40;

    /// <summary>The most tokens of a document.</summary>
    public int DocumentTokens { get; init; } = 128;

    /// <summary>The transformer layers, counted from below, that stay as they are.</summary>
    public int FrozenLayers { get; init; }

    /// <summary>The least texts of a batch.</summary>
    public int Batch { get; init; } = 128;
}

/// <summary>A sentence encoder to learn from.</summary>
/// <param name="File">Its ONNX file.</param>
/// <param name="QueryPrefix">What it wants to read before a query.</param>
/// <param name="DocumentPrefix">What it wants to read before a document.</param>
/// <param name="Share">What it counts beside the others.</param>
internal sealed record TowerTeacher(string File, string QueryPrefix, string DocumentPrefix, double Share)
{
    /// <summary>What stands before a text.</summary>
    public string Prefix(TextKind kind) => kind == TextKind.Query ? QueryPrefix : DocumentPrefix;
}
