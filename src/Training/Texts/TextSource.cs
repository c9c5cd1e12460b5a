namespace TwinBert.Training.Texts;

/// <summary>Where texts come from.</summary>
/// <param name="Path">A folder in BEIR layout, or a <c>.jsonl</c> or <c>.jsonl.gz</c> file whose lines have <c>query</c>, <c>document</c> or
/// <c>text</c>.</param>
internal sealed record TextSource(string Path)
{
    /// <summary>Of a folder: paths of the fields that make a document's text.</summary>
    /// <value><c>title</c>, <c>text</c></value>
    public IReadOnlyList<string> TextFields { get; init; } = ["title", "text"];

    /// <summary>Of a folder: the split whose queries are taken too; <see langword="null"/> for none.</summary>
    public string? Split { get; init; }

    /// <summary>The most token ids of a query.</summary>
    /// <value>32</value>
    public int QueryLimit { get; init; } = 32;

    /// <summary>The most token ids of a document.</summary>
    /// <value>64</value>
    public int DocumentLimit { get; init; } = 64;
}
