using TwinBert.Training.Corpus;

namespace TwinBert.Training.Teachers;

/// <summary>The dev metric of a teacher.</summary>
/// <param name="set">The dev split.</param>
/// <param name="queries">How many of its queries.</param>
/// <param name="options">Lengths.</param>
internal sealed class TeacherEvaluation(TrainingSet set, int queries, TeacherOptions options)
{
    private readonly DevQueries _dev = DevQueries.Spread(set, queries);

    /// <summary>Measures a teacher that drops nothing.</summary>
    public double Measure(CrossEncoder teacher)
    {
        var pairs = _dev.Numbers
            .Select(number => set.Queries[number])
            .SelectMany(query => query.Judged.Select(judged => PairTokens.Of(query, set.Corpus, judged.Document, options.Tokens)))
            .ToArray();
        var scores = PairScorer.Score(teacher, pairs, null, CancellationToken.None);
        var (sum, start) = (0.0, 0);
        foreach (var number in _dev.Numbers)
        {
            var count = set.Queries[number].Judged.Count;
            sum += _dev.Ndcg(number, new ArraySegment<float>(scores, start, count));
            start += count;
        }

        return sum / _dev.Numbers.Count;
    }
}
