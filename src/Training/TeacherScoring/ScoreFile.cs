using System.Text;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.TeacherScoring;

/// <summary>
/// Teacher scores of query-document pairs on disk, appended as they are made, so that labelling resumes where it stopped. Not thread-safe; one process
/// at a time.
/// </summary>
internal sealed class ScoreFile : IDisposable
{
    private readonly HashSet<(string Query, string Document)> _known;
    private readonly FileStream _stream;

    private ScoreFile(FileStream stream, HashSet<(string Query, string Document)> known) => (_stream, _known) = (stream, known);

    /// <summary>How many pairs have a score.</summary>
    public int Count => _known.Count;

    /// <summary>Opens a file, or makes it. What a killed run left unfinished at its end is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="teacher">Whose scores will be added.</param>
    /// <exception cref="DatasetException">The file has another teacher's scores, or a line is malformed.</exception>
    /// <exception cref="IOException">The file cannot be made or opened, or another process has it.</exception>
    public static ScoreFile Open(string path, TeacherName teacher)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var (written, pairs, length) = ScoreLines.Parse(path, ReadAll(stream));
            if (written is not null && written != teacher)
            {
                throw new DatasetException(
                    $"{path} has the scores of the teacher {written}, not of {teacher}. Scores of two teachers cannot be mixed: name another file, or "
                        + "delete this one.");
            }

            stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
            var file = new ScoreFile(stream, [.. pairs.Select(entry => (entry.Pair.Query, entry.Pair.Document))]);
            if (written is null)
            {
                file.Write(ScoreLines.Header(teacher) + "\n");
            }

            return file;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether a pair has a score.</summary>
    /// <param name="query">The query's id.</param>
    /// <param name="document">The document's id.</param>
    public bool Contains(string query, string document) => _known.Contains((query, document));

    /// <summary>Adds scores and hands them to the operating system; pairs that have one are left as they are.</summary>
    /// <param name="scores">The scores.</param>
    /// <exception cref="DatasetException">An id cannot stand in the file, or a score is not finite; nothing is added.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Append(IEnumerable<PairScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var added = new List<(string, string)>();
        var lines = new StringBuilder();
        foreach (var pair in scores.DistinctBy(pair => (pair.Query, pair.Document)).Where(pair => !Contains(pair.Query, pair.Document)))
        {
            lines.Append(ScoreLines.Format(pair)).Append('\n');
            added.Add((pair.Query, pair.Document));
        }

        Write(lines.ToString());
        _known.UnionWith(added);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static byte[] ReadAll(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Write(string text)
    {
        var end = _stream.Position;
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // Half a line in the middle of the file would spoil it, should there be space again.
            _stream.SetLength(end);
            throw;
        }
    }
}

/// <summary>What a teacher says of a document for a query.</summary>
/// <param name="Query">The query's id.</param>
/// <param name="Document">The document's id.</param>
/// <param name="Score">The logit, finite.</param>
/// <param name="Weight">How much it counts, 0 to 1.</param>
internal readonly record struct PairScore(string Query, string Document, float Score, float Weight = 1);
