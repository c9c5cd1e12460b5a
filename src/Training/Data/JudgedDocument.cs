namespace TwinBert.Training.Data;

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
