using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Trec;
using TwinBert.Training.Files;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Teachers;

/// <summary>A teacher's scores as rankings: the documents of each query, the best first, in TREC format, for tools that compare rankings.</summary>
internal static class TeacherRanking
{
    /// <summary>Writes pairs that have a score.</summary>
    /// <param name="path">Receives the run.</param>
    /// <param name="scores">A file that <see cref="ScoreFile"/> wrote.</param>
    /// <param name="pairs">The pairs, those of a query one after the other; the queries keep their order. Documents of equal scores do too.</param>
    /// <param name="ids">The documents' ids, by number.</param>
    /// <param name="tag">The name of the run.</param>
    /// <exception cref="Evaluation.Beir.DatasetException">An id holds white space.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string scores, IEnumerable<LabelPair> pairs, IReadOnlyList<string> ids, string tag)
    {
        var known = new Dictionary<(string, string), float>();
        foreach (var (_, pair) in ScoreLines.Parse(scores, File.ReadAllBytes(scores)).Pairs)
        {
            known.TryAdd((pair.Query, pair.Document), pair.Score);
        }

        RunFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (var query in pairs.GroupBy(pair => pair.Query.Id, pair => ids[pair.Document]))
            {
                TrecRunWriter.Write(writer, query.Key, query.Select(id => new LexicalHit(id, known[(query.Key, id)])).OrderByDescending(hit => hit.Score), tag);
            }
        });
    }
}
