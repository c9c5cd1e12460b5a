using TwinBert.Model.Tokenization;

namespace TwinBert.Training.Corpus;

/// <summary>A dataset, and how its texts are read.</summary>
/// <param name="Folder">The folder, in BEIR layout.</param>
/// <param name="TextFields">Paths of the fields that make a document's text.</param>
internal sealed record DatasetSource(string Folder, IReadOnlyList<string> TextFields)
{
    /// <summary>The most tokens of a query.</summary>
    public int QueryTokens { get; init; } = 16;

    /// <summary>The most tokens of a document.</summary>
    public int DocumentTokens { get; init; } = 64;

    /// <summary>Reads the documents.</summary>
    /// <param name="tokenizer">Cuts texts into tokens.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="Evaluation.Beir.DatasetException">There is no corpus, a line is malformed, or no document has a text.</exception>
    public TrainingCorpus Read(ITextTokenizer tokenizer, CancellationToken cancellationToken) =>
        TrainingCorpus.Read(Folder, TextFields, new(tokenizer.Encode, QueryTokens, DocumentTokens), cancellationToken);
}
