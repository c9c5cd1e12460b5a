using System.Globalization;
using System.Text;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.TeacherScoring;

/// <summary>
/// The lines of a file of teacher scores: a header that names the teacher, then query id, document id and score, separated by tabs, and a weight where it is
/// not 1. A line without its end is what a killed run left, and does not count.
/// </summary>
internal static class ScoreLines
{
    private const string Mark = "# teacher scores";
    private const char Tab = '\t';

    /// <summary>The header, without its line's end.</summary>
    public static string Header(TeacherName teacher) => $"{Mark}{Tab}{teacher.Name}{Tab}{teacher.Fingerprint}";

    /// <summary>One score, without its line's end; the number can be read back exactly.</summary>
    /// <exception cref="DatasetException">An id cannot stand in such a file, or the score is not finite.</exception>
    public static string Format(PairScore pair)
    {
        if (!float.IsFinite(pair.Score))
        {
            throw new DatasetException(
                $"The teacher's score of document '{pair.Document}' for query '{pair.Query}' is {pair.Score}. Has its training diverged?");
        }

        if (pair.Query.AsSpan().ContainsAny(Tab, '\n', '\r') || pair.Document.AsSpan().ContainsAny(Tab, '\n', '\r'))
        {
            throw new DatasetException(
                $"The ids '{pair.Query}' and '{pair.Document}' cannot be kept with a score: one of them has a tab or a line's end. Rename it in the dataset.");
        }

        var weight = pair.Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Tab}{pair.Weight:R}");
        return string.Create(CultureInfo.InvariantCulture, $"{pair.Query}{Tab}{pair.Document}{Tab}{pair.Score:R}{weight}");
    }

    /// <summary>Reads a file to its last whole line.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="bytes">Its content, UTF-8.</param>
    /// <returns>The teacher, <see langword="null"/> when not even the header is whole; the scores; and how many bytes the whole lines are.</returns>
    /// <exception cref="DatasetException">It is no such file, or a line is malformed.</exception>
    public static (TeacherName? Teacher, List<(int Line, PairScore Pair)> Pairs, int Length) Parse(string path, ReadOnlySpan<byte> bytes)
    {
        TeacherName? teacher = null;
        var pairs = new List<(int, PairScore)>();
        var start = 0;
        for (var number = 1; bytes[start..].IndexOf((byte)'\n') is >= 0 and var length; number++)
        {
            var parts = Encoding.UTF8.GetString(bytes.Slice(start, length)).TrimEnd('\r').Split(Tab);
            start += length + 1;
            if (number == 1)
            {
                teacher = parts is [Mark, var name, var fingerprint]
                    ? new(name, fingerprint)
                    : throw new DatasetException(
                        $"{path} line 1: expected '{Mark}', the teacher's name and its fingerprint, separated by tabs. Is this a file of teacher scores?");
            }
            else
            {
                pairs.Add((number, Pair(path, number, parts)));
            }
        }

        return (teacher, pairs, start);
    }

    private static PairScore Pair(string path, int number, string[] parts) =>
        parts.Length is 3 or 4 && Number(parts[2]) is { } score && (parts.Length == 3 ? 1 : Number(parts[3])) is { } weight and >= 0 and <= 1
            ? new(parts[0], parts[1], score, weight)
            : throw new DatasetException($"{path} line {number}: expected 'query-id<TAB>document-id<TAB>score' with a finite number as score.");

    private static float? Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number : null;
}
