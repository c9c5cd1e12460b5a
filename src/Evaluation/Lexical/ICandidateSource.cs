using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Lexical;

/// <summary>
/// Where the candidates of a query come from: BM25 over the whole corpus, <c>title</c> and <c>text</c> with the English analyser, the scores of the
/// two fields added; or a search that exists. Asked for one query at a time.
/// </summary>
public interface ICandidateSource
{
    /// <summary>What its order is called.</summary>
    string Engine => "BM25";

    /// <summary>Ranks the judged documents of a query, and finds the best documents of the corpus.</summary>
    /// <param name="query">The query.</param>
    /// <param name="top">How many of the corpus' best documents, at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="EvaluationException">The source cannot be reached or refused something.</exception>
    ValueTask<QueryCandidates> FindAsync(BeirQuery query, int top, CancellationToken cancellationToken);
}
