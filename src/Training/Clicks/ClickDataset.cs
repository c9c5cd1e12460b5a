using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Files;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Clicks;

/// <summary>
/// What clicks become: a dataset in BEIR layout with the splits <c>train</c>, <c>dev</c> and <c>later</c>, and the scores that a teacher would give. The same
/// clicks give the same bytes, so that a run that goes on finds what it read.
/// </summary>
/// <param name="folder">Where it goes.</param>
internal sealed class ClickDataset(string folder)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>The dataset's folder.</summary>
    public string Folder => folder;

    /// <summary>The scores of the pairs to train on.</summary>
    public string Scores => Path.Combine(folder, "scores.tsv");

    /// <summary>Puts the documents in their place: a link where there can be one, and else a copy.</summary>
    /// <param name="source">The dataset that has them.</param>
    /// <exception cref="DatasetException">It has none.</exception>
    public void TakeCorpus(string source)
    {
        Directory.CreateDirectory(Path.Combine(folder, "qrels"));
        var file = DatasetFiles.FindCorpus(source).Name;
        var target = Path.Combine(folder, Path.GetFileName(file));
        File.Delete(target);
        try
        {
            File.CreateSymbolicLink(target, Path.GetFullPath(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Copy(file, target);
        }
    }

    /// <summary>Writes the judgements of a split.</summary>
    /// <param name="split">Its name.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="isKnown">Whether there is a document of this id: what is gone cannot be learned from.</param>
    /// <returns>How many pairs were written.</returns>
    public int WriteJudgements(string split, ClickPairs pairs, Func<string, bool> isKnown)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var known = pairs.Pairs.Where(pair => isKnown(pair.Document)).ToArray();
        var lines = known.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{IdOf(pair.Query)}\t{pair.Document}\t{pair.Grade(pairs.Usual)}\n"));
        Write(Path.Combine(folder, "qrels", split + ".tsv"), "query-id\tcorpus-id\tscore\n", lines);
        return known.Length;
    }

    /// <summary>Writes the scores to train on, and beside them what they are made of.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="isKnown">Whether there is a document of this id.</param>
    public void WriteScores(ClickPairs pairs, Func<string, bool> isKnown)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var known = pairs.Pairs.Where(pair => isKnown(pair.Document)).ToArray();
        Write(
            Scores,
            ScoreLines.Header(new("clicks", "position-based")) + "\n",
            known.Select(pair => ScoreLines.Format(new(IdOf(pair.Query), pair.Document, pair.Logit, (float)pair.Weight)) + "\n"));
        Write(
            Path.Combine(folder, "pairs.tsv"),
            "query\tdocument\tshown\tlooks\tclicks\tattraction\tweight\n",
            known.Select(pair => string.Create(
                CultureInfo.InvariantCulture,
                $"{pair.Query}\t{pair.Document}\t{pair.Shown}\t{pair.Looks:0.###}\t{pair.Clicks}\t{pair.Attraction:0.####}\t{pair.Weight:0.###}\n")));
    }

    /// <summary>Writes the propensities.</summary>
    /// <param name="propensities">What was estimated or given.</param>
    public void WritePropensities(Propensities propensities) => Write(
        Path.Combine(folder, "propensities.tsv"),
        "position\tprobability\n",
        propensities.Values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}\t{value:0.####}\n")));

    /// <summary>Writes the texts of all queries that got an id.</summary>
    public void WriteQueries() => Write(
        Path.Combine(folder, "queries.jsonl"),
        "",
        _ids.Select(query => JsonSerializer.Serialize(new { _id = query.Value, text = query.Key }, Json) + "\n"));

    private static void Write(string path, string header, IEnumerable<string> lines) => RunFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(header);
        foreach (var line in lines)
        {
            writer.Write(line);
        }
    });

    private string IdOf(string query)
    {
        if (!_ids.TryGetValue(query, out var id))
        {
            _ids[query] = id = string.Create(CultureInfo.InvariantCulture, $"c{_ids.Count + 1}");
        }

        return id;
    }
}
