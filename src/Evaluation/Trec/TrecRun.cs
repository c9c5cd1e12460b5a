using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Trec;

/// <summary>
/// A run in TREC format, as every retrieval tool writes it: scores of (query, document) pairs. What it holds of the queries that are evaluated is in
/// memory. Immutable.
/// </summary>
public sealed class TrecRun
{
    private readonly Dictionary<string, Dictionary<string, float>> _scores;

    private TrecRun(string name, RunScale scale, Dictionary<string, Dictionary<string, float>> scores) => (Name, Scale, _scores) = (name, scale, scores);

    /// <summary>What its ranker is called.</summary>
    public string Name { get; }

    /// <summary>What its scores were read as.</summary>
    public RunScale Scale { get; }

    /// <summary>The mean of its scores, logits as similarities; 0 when none of its queries is evaluated.</summary>
    public float MeanScore => (float)_scores.Values.SelectMany(documents => documents.Values).Select(score => (double)score).DefaultIfEmpty().Average();

    /// <summary>Reads a run.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="file">The file; it may be compressed.</param>
    /// <param name="scale">What its scores are. Logits become similarities.</param>
    /// <param name="known">The ids of the dataset, to find a run that belongs to other data.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">A line is malformed, names an unknown query or document, scores a pair for the second time, or has a similarity
    /// outside [−1, 1].</exception>
    public static TrecRun Read(string name, DatasetFile file, RunScale scale, DatasetIds known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(known);
        var scores = new Dictionary<string, Dictionary<string, float>>(StringComparer.Ordinal);
        var empty = true;
        foreach (var (number, text) in file.Lines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            empty = false;
            var line = RunLine.Parse(file.Name, number, text);
            if (!known.Dataset.HasQuery(line.Query))
            {
                throw new DatasetException($"{file.Name} line {number}: the dataset has no query '{line.Query}'. Give a run of this dataset.");
            }

            if (!known.Documents.TryGetValue(line.Document, out var document))
            {
                throw new DatasetException($"{file.Name} line {number}: the dataset has no document '{line.Document}'. Give a run of this dataset.");
            }

            var score = Rescale(line.Score, scale)
                ?? throw new DatasetException(
                    $"{file.Name} line {number}: the score is outside [-1, 1], which is no similarity. Read logits as logits, and scores of other scales "
                        + "as raw ones.");
            if (known.Evaluated.Contains(line.Query) && !Of(scores, line.Query).TryAdd(document, score))
            {
                throw new DatasetException($"{file.Name} line {number}: document '{document}' is ranked twice for query '{line.Query}'.");
            }
        }

        return empty
            ? throw new DatasetException($"{file.Name} holds no line. Give a run with lines 'query Q0 document rank score tag'.")
            : new(name, scale, scores);
    }

    /// <summary>The documents of a query and their scores, logits as similarities; <see langword="null"/> when the query is not in the run.</summary>
    /// <param name="query">The query's id.</param>
    public IReadOnlyDictionary<string, float>? Of(string query) => _scores.GetValueOrDefault(query);

    private static Dictionary<string, float> Of(Dictionary<string, Dictionary<string, float>> scores, string query)
    {
        if (!scores.TryGetValue(query, out var documents))
        {
            scores[query] = documents = new(StringComparer.Ordinal);
        }

        return documents;
    }

    private static float? Rescale(float score, RunScale scale) => scale switch
    {
        // 2σ(z) − 1 = tanh(z / 2), which loses nothing to rounding near either end.
        RunScale.Logit => MathF.Tanh(score / 2),
        RunScale.Similarity when score is < -1 or > 1 => null,
        _ => score,
    };
}
