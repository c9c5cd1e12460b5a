using TwinBert.Training.Corpus;

namespace TwinBert.Training.Teachers;

/// <summary>A query and a document as one text, <c>[CLS] query [SEP] document [SEP]</c>, the document being the second segment.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="SecondStart">Where the document begins.</param>
internal readonly record struct PairTokens(ReadOnlyMemory<int> Ids, int SecondStart)
{
    /// <summary>The fewest tokens that a pair may be cut to: the special ones, and one piece of either text.</summary>
    public const int LeastLimit = 5;

    /// <summary>Joins a query with a document of a corpus.</summary>
    /// <param name="query">The query.</param>
    /// <param name="corpus">The documents.</param>
    /// <param name="document">The number of one with a text.</param>
    /// <param name="limit">The most ids.</param>
    public static PairTokens Of(TrainingQuery query, TrainingCorpus corpus, int document, int limit) =>
        Of(query.Tokens.Span, corpus.Documents[document]!.Value.Span, limit);

    /// <summary>Joins two texts; the end of the document is cut off where they are too long together.</summary>
    /// <param name="query">The query's ids, with its special tokens.</param>
    /// <param name="document">The document's ids, with its special tokens.</param>
    /// <param name="limit">The most ids.</param>
    public static PairTokens Of(ReadOnlySpan<int> query, ReadOnlySpan<int> document, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, LeastLimit);

        // The query leaves room for one piece of the document and the last separator.
        var first = Math.Min(query.Length, limit - 2);
        var second = Math.Min(document.Length - 1, limit - first);
        var ids = new int[first + second];
        query[..first].CopyTo(ids);
        ids[first - 1] = query[^1];
        document.Slice(1, second).CopyTo(ids.AsSpan(first));
        ids[^1] = document[^1];
        return new(ids, first);
    }
}
