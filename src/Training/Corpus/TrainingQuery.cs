using TwinBert.Training.Candidates;

namespace TwinBert.Training.Corpus;

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

/// <summary>A document that somebody judged for a query.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Grade">The grade: 0 or less for irrelevant, the higher the better.</param>
/// <param name="Score">Its BM25 score; 0 where the query does not match it.</param>
internal readonly record struct JudgedDocument(int Document, int Grade, float Score)
{
    /// <summary>Stands for the grade of a document that nobody judged.</summary>
    public const int Unjudged = -1;

    /// <summary>Whether the document is what was searched for.</summary>
    public bool IsRelevant => Grade > 0;
}
