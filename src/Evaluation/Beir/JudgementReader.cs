using System.Globalization;

namespace TwinBert.Evaluation.Beir;

/// <summary>Reads <c>qrels/&lt;split&gt;.tsv</c>: query id, document id and grade, separated by tabs, below a header line.</summary>
internal static class JudgementReader
{
    public static List<Judgement> Read(DatasetFile file)
    {
        var judgements = new List<Judgement>();
        var seen = new HashSet<(string, string)>();
        foreach (var (number, line) in file.Lines())
        {
            var parts = line.Split('\t');
            if (number == 1 && parts is ["query-id", ..])
            {
                continue;
            }

            if (parts.Length != 3 || !int.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade))
            {
                throw new DatasetException($"{file.Name} line {number}: expected 'query-id<TAB>corpus-id<TAB>grade' with a whole number as grade.");
            }

            if (!seen.Add((parts[0], parts[1])))
            {
                throw new DatasetException($"{file.Name} line {number}: document '{parts[1]}' is judged twice for query '{parts[0]}'.");
            }

            judgements.Add(new(parts[0], parts[1], grade, number));
        }

        return judgements.Count > 0 ? judgements : throw new DatasetException($"{file.Name} holds no judgements.");
    }
}
