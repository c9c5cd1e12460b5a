using System.Globalization;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Ranking;

namespace TwinBert.Evaluation.Trec;

/// <summary>Writes rankings in TREC format: <c>query Q0 document rank score tag</c>, best first.</summary>
public static class TrecRunWriter
{
    /// <summary>Writes the order that a ranker puts the candidates of each query in.</summary>
    /// <param name="writer">Receives the lines, ended by line feeds.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="ranker">The ranker of these queries.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="tag">The name of the run; without white space.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="DatasetException">An id holds white space.</exception>
    public static void Write(TextWriter writer, CandidateSet candidates, Ranker ranker, CandidatePool pool, string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(ranker);
        for (var i = 0; i < candidates.Queries.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(writer, candidates.Queries[i].Query.Id, ranker.Order(i, candidates.Queries[i], pool), tag);
        }
    }

    /// <summary>Writes the ranking of one query.</summary>
    /// <param name="writer">Receives the lines, ended by line feeds.</param>
    /// <param name="query">The query's id.</param>
    /// <param name="ranking">The documents and their scores, best first.</param>
    /// <param name="tag">The name of the run; without white space.</param>
    /// <exception cref="DatasetException">An id holds white space.</exception>
    public static void Write(TextWriter writer, string query, IEnumerable<LexicalHit> ranking, string tag)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(ranking);
        var (column, rank) = (Column(query), 0);
        foreach (var hit in ranking)
        {
            rank++;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{column} Q0 {Column(hit.Id)} {rank} {hit.Score:R} {tag}\n"));
        }
    }

    private static string Column(string id) => id.Any(char.IsWhiteSpace)
        ? throw new DatasetException($"The id '{id}' holds white space, which separates the columns of a run file. Give it another id.")
        : id;
}
