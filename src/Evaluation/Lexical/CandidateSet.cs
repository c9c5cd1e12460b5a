using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Lexical;

/// <summary>The candidates of the queries of one split. Found once, they serve any number of evaluations. Immutable.</summary>
/// <param name="Dataset">The judged data.</param>
/// <param name="Documents">Where the candidates' texts are read.</param>
/// <param name="Queries">The queries that are evaluated, in the dataset's order.</param>
public sealed record CandidateSet(JudgedSet Dataset, IDocumentSource Documents, IReadOnlyList<QueryCandidates> Queries)
{
    /// <summary>How many of the corpus' best documents are ranked for a query.</summary>
    public const int Top = 100;

    /// <summary>What the engine's own order is called.</summary>
    /// <value><c>BM25</c></value>
    public string Engine { get; init; } = "BM25";

    /// <summary>Finds the candidates of a dataset's queries.</summary>
    /// <param name="dataset">The judged data.</param>
    /// <param name="source">Ranks by BM25.</param>
    /// <param name="limit">Takes the first so many queries only; <see langword="null"/> for all.</param>
    /// <param name="progress">Told the number of queries that are done, after each.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="EvaluationException">The source cannot be reached or refused something.</exception>
    public static Task<CandidateSet> FindAsync(
        BeirDataset dataset, ICandidateSource source, int? limit, IProgress<int> progress, CancellationToken cancellationToken) =>
        FindAsync(dataset, dataset, source, limit, progress, cancellationToken);

    /// <summary>Finds the candidates of judged queries whose documents are anywhere.</summary>
    /// <param name="dataset">The judged data.</param>
    /// <param name="documents">Where the candidates' texts are read.</param>
    /// <param name="source">Ranks.</param>
    /// <param name="limit">Takes the first so many queries only; <see langword="null"/> for all.</param>
    /// <param name="progress">Told the number of queries that are done, after each.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="EvaluationException">The source cannot be reached or refused something.</exception>
    public static async Task<CandidateSet> FindAsync(
        JudgedSet dataset, IDocumentSource documents, ICandidateSource source, int? limit, IProgress<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(progress);
        var queries = new List<QueryCandidates>();
        foreach (var query in dataset.Queries.Take(limit ?? int.MaxValue))
        {
            queries.Add(await source.FindAsync(query, Top, cancellationToken).ConfigureAwait(false));
            progress.Report(queries.Count);
        }

        return new(dataset, documents, queries) { Engine = source.Engine };
    }

    /// <summary>The queries of two splits of one dataset, the first's before the second's.</summary>
    /// <param name="first">One split.</param>
    /// <param name="second">Another.</param>
    public static CandidateSet Join(CandidateSet first, CandidateSet second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return second with { Queries = [.. first.Queries, .. second.Queries] };
    }
}
