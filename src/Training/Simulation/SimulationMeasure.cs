using TwinBert.Evaluation.Metrics;
using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Students;

namespace TwinBert.Training.Simulation;

/// <summary>Measures heads of one encoder: nDCG@10 in BM25's best 100, alone and blended, by true judgements.</summary>
internal sealed class SimulationMeasure
{
    private const int Cutoff = 10;
    private const int Top = 100;

    // Fixed, so that the same rankings are always given the same probability.
    private const int Seed = 20_020_627;

    private readonly DevQueries _test;
    private readonly double _weight;
    private readonly (int Document, float Score)[][] _candidates;

    /// <summary>Finds the candidates.</summary>
    /// <param name="test">The queries.</param>
    /// <param name="weight">β.</param>
    public SimulationMeasure(DevQueries test, double weight)
    {
        (_test, _weight) = (test, weight);
        _candidates = [.. test.Numbers.Select(number => test.Set.Queries[number]).Select(query => query.Judged
            .Where(judged => judged.Score > 0).Select(judged => (judged.Document, judged.Score))
            .Concat(query.Unjudged.Select(hit => (hit.Document, hit.Score)))
            .OrderByDescending(hit => hit.Score).Take(Top).ToArray())];
    }

    /// <summary>All candidates.</summary>
    public IEnumerable<int> Documents => _candidates.SelectMany(list => list).Select(hit => hit.Document).Distinct();

    /// <summary>Compares two blends, query by query.</summary>
    public static PairedTest Compare(IReadOnlyList<double> before, IReadOnlyList<double> after) => PairedTest.Of(before, after, new Random(Seed));

    /// <summary>Measures, query by query.</summary>
    /// <param name="scorer">Has the embeddings of queries and candidates.</param>
    /// <param name="head">The head.</param>
    public (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Of(StudentScorer scorer, CrossingHead head)
    {
        var (alone, blend) = (new double[_candidates.Length], new double[_candidates.Length]);
        for (var i = 0; i < _candidates.Length; i++)
        {
            var similarities = scorer.Score(head, _test.Numbers[i], [.. _candidates[i].Select(hit => hit.Document)]);
            alone[i] = Ndcg(i, j => similarities[j]);
            blend[i] = Ndcg(i, j => _candidates[i][j].Score * Math.Exp(_weight * similarities[j]));
        }

        return (alone, blend);
    }

    private double Ndcg(int place, Func<int, double> score)
    {
        var query = _test.Set.Queries[_test.Numbers[place]];
        var ranked = Enumerable.Range(0, _candidates[place].Length).OrderByDescending(score)
            .Select(j => Math.Max(0, query.GradeOf(_candidates[place][j].Document)));
        return Evaluation.Metrics.Ndcg.At(Cutoff, ranked, query.Judged.Select(judged => judged.Grade), Gain.Linear);
    }
}
