using TwinBert.Evaluation.Beir;
using TwinBert.Training.Candidates;

namespace TwinBert.Training.Corpus;

/// <summary>The judged queries of one split over a corpus, with the candidates that BM25 finds for them. Immutable and thread-safe.</summary>
internal sealed class TrainingSet
{
    private readonly Dictionary<string, int> _numbers;

    private TrainingSet(TrainingCorpus corpus, BeirDataset dataset, TrainingQuery[] queries)
    {
        (Corpus, Dataset, Queries) = (corpus, dataset, queries);
        _numbers = Enumerable.Range(0, queries.Length).ToDictionary(i => queries[i].Id, StringComparer.Ordinal);
        WithRelevant = [.. Enumerable.Range(0, queries.Length).Where(i => queries[i].Relevant.Count > 0)];
    }

    /// <summary>The documents.</summary>
    public TrainingCorpus Corpus { get; }

    /// <summary>The judged data, for evaluations.</summary>
    public BeirDataset Dataset { get; }

    /// <summary>The queries, in the order of the judgements.</summary>
    public IReadOnlyList<TrainingQuery> Queries { get; }

    /// <summary>The numbers of the queries that have a relevant document; never empty.</summary>
    public IReadOnlyList<int> WithRelevant { get; }

    /// <summary>Reads a split and finds its candidates.</summary>
    /// <param name="corpus">The documents.</param>
    /// <param name="split">The name of a file in <c>qrels</c>, without its ending.</param>
    /// <param name="miner">Searches the same corpus.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="DatasetException">
    /// Files are missing, a line is malformed, an unknown query or document is judged, or no document is relevant to any query.
    /// </exception>
    public static TrainingSet Read(TrainingCorpus corpus, string split, CandidateMiner miner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(miner);
        var dataset = BeirDataset.Open(corpus.Folder, split);
        dataset.RequireDocuments(id => corpus.NumberOf(id) is not null);
        var judgedByQuery = dataset.Queries.Select(query => Judged(corpus, query)).ToArray();
        var searches = dataset.Queries.Zip(judgedByQuery, (query, judged) => new Bm25Query(query.Text, judged.Keys)).ToArray();
        var hits = miner.Mine(searches, cancellationToken);
        var queries = new TrainingQuery[searches.Length];
        Parallel.For(0, queries.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            queries[i] = Query(corpus, dataset.Queries[i], judgedByQuery[i], hits[i]));
        var set = new TrainingSet(corpus, dataset, queries);
        return set.WithRelevant.Count > 0
            ? set
            : throw new DatasetException(
                $"{Path.Combine(corpus.Folder, "qrels", split + ".tsv")}: no document with a text has a grade of 1 or more. Training needs relevant "
                    + "documents; name a split that has some.");
    }

    /// <summary>The number of a query of this split, or <see langword="null"/> where it has none of this id.</summary>
    /// <param name="id">The query's id.</param>
    public int? NumberOf(string id) => _numbers.TryGetValue(id, out var number) ? number : null;

    private static Dictionary<int, int> Judged(TrainingCorpus corpus, BeirQuery query) => query.Grades
        .Select(grade => (Number: corpus.NumberOf(grade.Key)!.Value, Grade: grade.Value))
        .Where(judged => corpus.Documents[judged.Number] is not null)
        .ToDictionary(judged => judged.Number, judged => judged.Grade);

    private static TrainingQuery Query(TrainingCorpus corpus, BeirQuery query, Dictionary<int, int> judged, Bm25Hits hits)
    {
        var matched = hits.Wanted.Select(hit => hit.Document).ToHashSet();
        var ranked = hits.Wanted.Concat(judged.Keys.Where(document => !matched.Contains(document)).Order().Select(document => new Bm25Hit(document, 0)));
        return new(
            query.Id,
            query.Text,
            corpus.Tokens.Encode(query.Text, corpus.Tokens.QueryLimit).Ids,
            [.. ranked.Select(hit => new JudgedDocument(hit.Document, judged[hit.Document], hit.Score))],
            [.. hits.Top.Where(hit => corpus.Documents[hit.Document] is not null && !judged.ContainsKey(hit.Document))]);
    }
}
