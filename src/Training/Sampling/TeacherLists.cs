using TwinBert.Training.Corpus;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Sampling;

/// <summary>
/// Draws the batches of a student: queries, and for each a list of documents that the teacher scored. A step's number decides all of it. Within a step
/// every query prefers the same documents, drawn anew each step, so that queries with common candidates share them. Thread-safe.
/// </summary>
internal sealed class TeacherLists
{
    private readonly TrainingSet _set;
    private readonly TeacherScores _scores;
    private readonly ListRecipe _recipe;
    private readonly int _seed;
    private readonly SeededOrder _order;

    /// <summary>Prepares the batches. Queries with fewer than two scored documents are left out.</summary>
    /// <param name="set">The data.</param>
    /// <param name="scores">The teacher's scores of the same split.</param>
    /// <param name="recipe">What a batch is like.</param>
    /// <param name="seed">Decides all that is drawn.</param>
    /// <exception cref="ArgumentException">No query has two scored documents.</exception>
    public TeacherLists(TrainingSet set, TeacherScores scores, ListRecipe recipe, int seed)
    {
        (_set, _scores, _recipe, _seed) = (set, scores, recipe, seed);
        Queries = [.. scores.Queries.Where(query => scores.Of(query).Count > 1)];
        if (Queries.Count == 0)
        {
            throw new ArgumentException("No query has two documents that the teacher scored, so that there is nothing to compare.", nameof(scores));
        }

        _order = SeededOrder.OfRuns(Groups(set, Queries), recipe.RunLength, seed);
    }

    /// <summary>The numbers of the queries that are drawn.</summary>
    public IReadOnlyList<int> Queries { get; }

    /// <summary>The numbers of the documents that are drawn, each once, ascending.</summary>
    public IReadOnlyList<int> Documents => [.. Queries.SelectMany(query => _scores.Of(query)).Select(scored => scored.Document).Distinct().Order()];

    /// <summary>How many steps show every query once, rounded up.</summary>
    public int StepsPerEpoch => (Queries.Count + _recipe.Queries - 1) / _recipe.Queries;

    /// <summary>The batch of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    public ListBatch this[int step]
    {
        get
        {
            var queries = Enumerable.Range(0, _recipe.Queries).Select(i => _order[((long)step * _recipe.Queries) + i]).ToArray();
            return Batch(queries, [.. queries.Select(query => Choose(query, step))]);
        }
    }

    /// <summary>Queries by the relevant document that they share with the most others; queries without one stand alone.</summary>
    private static int[][] Groups(TrainingSet set, IReadOnlyList<int> queries)
    {
        var popularity = queries.SelectMany(query => set.Queries[query].Relevant).CountBy(document => document).ToDictionary();
        return [.. queries
            .GroupBy(
                query => set.Queries[query].Relevant is { Count: > 0 } relevant ? relevant.MaxBy(document => (popularity[document], -document)) : -1 - query)
            .Select(group => group.ToArray())];
    }

    private ScoredDocument[] Choose(int query, int step)
    {
        var preferred = _scores.Of(query).OrderBy(scored => Seeds.Of(_seed, step, scored.Document)).ThenBy(scored => scored.Document).ToArray();
        var relevant = preferred.Where(scored => _set.Queries[query].GradeOf(scored.Document) > 0).Take(_recipe.Relevant);
        return [.. relevant.Concat(preferred).Distinct().Take(_recipe.Documents)];
    }

    private ListBatch Batch(int[] queries, ScoredDocument[][] lists)
    {
        var documents = lists.SelectMany(list => list).Select(scored => scored.Document).Distinct().ToArray();
        var places = documents.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var batch = new ListBatch(queries, documents, _recipe.Documents)
        {
            Places = new int[queries.Length * _recipe.Documents],
            Scores = Filled(queries.Length * _recipe.Documents, float.NaN),
            Grades = Filled(queries.Length * _recipe.Documents, JudgedDocument.Unjudged),
            AllScores = [.. queries.SelectMany(query => documents.Select(document => _scores.Of(query, document)))],
            Weights = new float[queries.Length * _recipe.Documents],
            AllWeights = [.. queries.SelectMany(query => documents.Select(document => _scores.WeightOf(query, document)))],
            AllGrades = [.. queries.SelectMany(query => documents.Select(document => _set.Queries[query].GradeOf(document)))],
        };
        for (var row = 0; row < lists.Length; row++)
        {
            for (var column = 0; column < lists[row].Length; column++)
            {
                var (at, scored) = ((row * _recipe.Documents) + column, lists[row][column]);
                batch.Places[at] = places[scored.Document];
                batch.Scores[at] = scored.Score;
                batch.Weights[at] = batch.AllWeights[(row * documents.Length) + places[scored.Document]];
                batch.Grades[at] = batch.AllGrades[(row * documents.Length) + places[scored.Document]];
            }
        }

        return batch;
    }

    private static T[] Filled<T>(int count, T value)
    {
        var values = new T[count];
        Array.Fill(values, value);
        return values;
    }
}
