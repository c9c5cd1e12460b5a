using TwinBert.Evaluation.Metrics;
using TwinBert.Training.Data;

namespace TwinBert.Training.Teachers;

/// <summary>The dev metric of a teacher: nDCG@10 over the judged documents of the first queries, linear gain, ties in the order of BM25.</summary>
/// <param name="set">The dev split.</param>
/// <param name="queries">How many queries.</param>
/// <param name="options">Lengths.</param>
internal sealed class TeacherEvaluation(TrainingSet set, int queries, TeacherOptions options)
{
    private const int Cutoff = 10;
    private readonly TrainingQuery[] _queries = Spread(set, queries);

    /// <summary>Measures a teacher that drops nothing.</summary>
    public double Measure(CrossEncoder teacher)
    {
        var pairs = _queries.SelectMany(query => query.Judged.Select(judged => Pair(query, judged.Document))).ToArray();
        var scores = PairScorer.Score(teacher, pairs, null, CancellationToken.None);
        var (sum, start) = (0.0, 0);
        foreach (var query in _queries)
        {
            var own = scores.AsSpan(start, query.Judged.Count).ToArray();
            var ranked = Enumerable.Range(0, own.Length).OrderByDescending(i => own[i]).Select(i => Math.Max(0, query.Judged[i].Grade));
            sum += Ndcg.At(Cutoff, ranked, query.Judged.Select(judged => Math.Max(0, judged.Grade)), Gain.Linear);
            start += own.Length;
        }

        return sum / _queries.Length;
    }

    /// <summary>Queries from all over the split: neighbours in it are often variants of one another.</summary>
    private static TrainingQuery[] Spread(TrainingSet set, int queries)
    {
        var stride = Math.Max(1, set.WithRelevant.Count / queries);
        return [.. set.WithRelevant.Where((_, i) => i % stride == 0).Take(queries).Select(number => set.Queries[number])];
    }

    private PairTokens Pair(TrainingQuery query, int document) =>
        PairTokens.Of(query.Tokens.Span, set.Corpus.Documents[document]!.Value.Span, options.Tokens);
}
