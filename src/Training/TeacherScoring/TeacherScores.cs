using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;

namespace TwinBert.Training.TeacherScoring;

/// <summary>A teacher's scores for the queries of one split. Immutable and thread-safe.</summary>
internal sealed class TeacherScores
{
    private readonly Dictionary<int, (float Score, float Weight)>[] _byQuery;

    private TeacherScores(TeacherName teacher, Dictionary<int, (float Score, float Weight)>[] byQuery)
    {
        (Teacher, _byQuery) = (teacher, byQuery);
        Queries = [.. Enumerable.Range(0, byQuery.Length).Where(i => byQuery[i].Count > 0)];
    }

    /// <summary>Whose scores they are.</summary>
    public TeacherName Teacher { get; }

    /// <summary>The numbers of the queries that have scores.</summary>
    public IReadOnlyList<int> Queries { get; }

    /// <summary>
    /// Reads the scores of a split's queries. Scores of the dataset's other queries are left out, as are those of documents without text; where a pair
    /// occurs twice the first counts, and an unfinished last line does not.
    /// </summary>
    /// <param name="path">A file that <see cref="ScoreFile"/> wrote.</param>
    /// <param name="set">The split.</param>
    /// <exception cref="DatasetException">
    /// The file cannot be read, a line is malformed, the dataset has no such query or document, or no query of the split has a score.
    /// </exception>
    public static TeacherScores Read(string path, TrainingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var (teacher, pairs, _) = ScoreLines.Parse(path, ReadAll(path));
        var byQuery = Enumerable.Range(0, set.Queries.Count).Select(_ => new Dictionary<int, (float Score, float Weight)>()).ToArray();
        foreach (var (line, pair) in pairs)
        {
            if (!set.Dataset.HasQuery(pair.Query))
            {
                throw new DatasetException(
                    $"{path} line {line}: the dataset {set.Corpus.Folder} has no query '{pair.Query}'. Are these the scores of another dataset?");
            }

            var document = set.Corpus.NumberOf(pair.Document)
                ?? throw new DatasetException(
                    $"{path} line {line}: the dataset {set.Corpus.Folder} has no document '{pair.Document}'. Are these the scores of another dataset?");
            if (set.NumberOf(pair.Query) is { } query && set.Corpus.Documents[document] is not null)
            {
                byQuery[query].TryAdd(document, (pair.Score, pair.Weight));
            }
        }

        return teacher is not null && byQuery.Any(scores => scores.Count > 0)
            ? new(teacher, byQuery)
            : throw new DatasetException($"{path} has no score of a query of the split '{set.Dataset.Split}'. Let the teacher label that split first.");
    }

    /// <summary>The scored documents of a query, by number.</summary>
    /// <param name="query">The query's number.</param>
    public IReadOnlyList<ScoredDocument> Of(int query) =>
        [.. _byQuery[query].Select(scored => new ScoredDocument(scored.Key, scored.Value.Score)).OrderBy(scored => scored.Document)];

    /// <summary>The score of a pair; NaN where it has none.</summary>
    /// <param name="query">The query's number.</param>
    /// <param name="document">The document's number.</param>
    public float Of(int query, int document) => _byQuery[query].GetValueOrDefault(document, (float.NaN, 0)).Item1;

    /// <summary>How much the score of a pair counts, 0 to 1; 0 where it has none.</summary>
    /// <param name="query">The query's number.</param>
    /// <param name="document">The document's number.</param>
    public float WeightOf(int query, int document) => _byQuery[query].GetValueOrDefault(document).Weight;

    private static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The teacher scores {path} cannot be read: {e.Message}");
        }
    }
}

/// <summary>A document that a teacher scored for a query.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Score">The teacher's logit.</param>
internal readonly record struct ScoredDocument(int Document, float Score);
