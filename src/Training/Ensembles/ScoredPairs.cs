using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Ensembles;

/// <summary>The pairs of a split that every teacher scored.</summary>
internal static class ScoredPairs
{
    /// <summary>Finds them, query by query.</summary>
    /// <param name="set">The split.</param>
    /// <param name="plan">The teachers' files, and whether BM25 is one of them.</param>
    /// <exception cref="DatasetException">A file has no score of the split, or no pair has all scores.</exception>
    public static IReadOnlyList<(LabelPair Pair, double[] Features)> Of(TrainingSet set, CombinePlan plan)
    {
        var teachers = plan.Scores.Select(file => TeacherScores.Read(file, set)).ToArray();
        var found = new List<(LabelPair, double[])>();
        for (var number = 0; number < set.Queries.Count; number++)
        {
            var query = set.Queries[number];
            var candidates = query.Judged.Select(judged => (judged.Document, judged.Score)).Concat(query.Unjudged.Select(hit => (hit.Document, hit.Score)));
            foreach (var (document, bm25) in candidates)
            {
                var scores = teachers.Select(teacher => (double)teacher.Of(number, document)).ToArray();
                if (!scores.Any(double.IsNaN))
                {
                    found.Add((new(query, document), plan.WithBm25 ? [.. scores, bm25] : scores));
                }
            }
        }

        return found.Count > 0
            ? found
            : throw new DatasetException(
                $"No pair of the split '{set.Dataset.Split}' has a score in each of {string.Join(", ", plan.Scores)}. Let each teacher label the same pairs.");
    }
}
