using TwinBert.Training.Lexical;

namespace TwinBert.Training.Data;

/// <summary>A judged query and its candidates. Documents without text are among neither. Immutable.</summary>
/// <param name="Id">The query's id.</param>
/// <param name="Text">What was searched for.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Judged">Its judged documents, in the order of BM25, those that it does not match last, by number.</param>
/// <param name="Unjudged">The best documents of the corpus by BM25 that nobody judged for it, best first.</param>
internal sealed record TrainingQuery(
    string Id, string Text, ReadOnlyMemory<int> Tokens, IReadOnlyList<JudgedDocument> Judged, IReadOnlyList<Bm25Hit> Unjudged)
{
    /// <summary>The relevant documents, in the order of BM25.</summary>
    public IReadOnlyList<int> Relevant { get; } = [.. Judged.Where(judged => judged.IsRelevant).Select(judged => judged.Document)];

    /// <summary>The judged documents that are not relevant, in the order of BM25: the first are the hardest.</summary>
    public IReadOnlyList<int> Irrelevant { get; } = [.. Judged.Where(judged => !judged.IsRelevant).Select(judged => judged.Document)];

    /// <summary>The grade of a document; <see cref="JudgedDocument.Unjudged"/> where nobody judged it.</summary>
    /// <param name="document">The document's number.</param>
    public int GradeOf(int document)
    {
        foreach (var judged in Judged)
        {
            if (judged.Document == document)
            {
                return Math.Max(judged.Grade, 0);
            }
        }

        return JudgedDocument.Unjudged;
    }
}
