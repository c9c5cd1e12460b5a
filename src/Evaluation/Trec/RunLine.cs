using System.Globalization;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Trec;

/// <summary>
/// One line of a run file: <c>query Q0 document rank score tag</c>, separated by white space. The score orders; rank and tag are not looked at.
/// </summary>
internal readonly record struct RunLine(string Query, string Document, float Score)
{
    private const int Columns = 6;

    public static RunLine Parse(string file, int number, string line)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == Columns && float.TryParse(parts[4], NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && float.IsFinite(score)
            ? new(parts[0], parts[2], score)
            : throw new DatasetException($"{file} line {number}: expected 'query Q0 document rank score tag' with a finite number as score.");
    }
}
