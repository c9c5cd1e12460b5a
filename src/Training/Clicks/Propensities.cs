using System.Globalization;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Training.Clicks;

/// <summary>How likely somebody is to look at a position, relative to the first. Immutable.</summary>
/// <param name="values">By position, the first's first; more than 0 and at most 1.</param>
internal sealed class Propensities(IReadOnlyList<double> values)
{
    /// <summary>Everybody looks at everything: clicks are taken for relevance.</summary>
    public static Propensities Even { get; } = new([1]);

    /// <summary>By position, the first's first.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>That of a position; behind the last known one, the last one's.</summary>
    /// <param name="position">The position, from 1.</param>
    public double At(int position) => values[Math.Clamp(position, 1, values.Count) - 1];

    /// <summary>Reads a table: lines of a position, a tab and a probability, from 1 on without a gap.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="DatasetException">It cannot be read, or a line is malformed.</exception>
    public static Propensities Read(DatasetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var values = new List<double>();
        foreach (var (number, line) in file.Lines().Where(line => !line.Line.StartsWith("position\t", StringComparison.Ordinal)))
        {
            values.Add(line.Split('\t') is [var place, var text] && int.TryParse(place, out var position) && position == values.Count + 1
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
                ? value
                : throw new DatasetException($"{file.Name} line {number}: expected '{values.Count + 1}<TAB>probability', above 0 and at most 1."));
        }

        return values.Count > 0 ? new(values) : throw new DatasetException($"{file.Name} holds no position.");
    }
}
