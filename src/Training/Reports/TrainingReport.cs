using System.Text;
using TwinBert.Training.Files;

namespace TwinBert.Training.Reports;

/// <summary>
/// Makes a document of what was trained and measured: 1 reads runs, results and packages; 2 keeps what people wrote into the document; 3 draws beside it,
/// in a folder of its name; 4 writes it. The same input gives the same bytes.
/// </summary>
/// <param name="title">Its heading.</param>
/// <param name="runs">The runs.</param>
/// <param name="results">The results.</param>
/// <param name="packages">The packages' folders.</param>
internal sealed class TrainingReport(string title, IReadOnlyList<ReportRun> runs, IReadOnlyList<EvaluationResult> results, IReadOnlyList<string> packages)
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The document.</param>
    public void Write(string path)
    {
        var images = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileNameWithoutExtension(path));
        var notes = ReportNotes.Keep(path);
        var packageText = packages.Count == 0 ? "" : PackageSection.Text(packages);
        Directory.CreateDirectory(images);
        var text = new StringBuilder();
        text.Append("<!-- Made by twinbert-train report. What is not between the marks of the notes is written anew. -->\n");
        text.Append("# ").Append(title).Append('\n');
        Section(text, "Notes", notes + "\n");
        if (results.Count > 0)
        {
            Section(
                text,
                "Quality",
                "`p` is the probability of a difference to BM25 as large by chance (paired randomisation test of nDCG@10). `docs/evaluation.md` says what "
                    + "the columns mean.\n");
        }

        foreach (var result in results)
        {
            text.Append("\n### ").Append(result.Title).Append("\n\n");
            if (result.Rows.Any(row => row.Of is not null))
            {
                text
                    .Append(
                        Image(
                            images,
                            $"quality-{ReportText.FileName(result.Dataset)}-{ReportText.FileName(result.Split)}.svg",
                            $"nDCG@10 on {result.Title}",
                            image => QualityPlot.Write(image, result)))
                    .Append("\n\n");
            }

            text.Append(EvaluationSection.Text(result).TrimEnd()).Append('\n');
        }

        if (packageText.Length > 0)
        {
            Section(text, "Packages", packageText);
        }

        if (runs.Count > 0)
        {
            Section(text, "Runs", RunSection.Text(runs));
        }

        foreach (var run in runs.Where(run => run.Curves is not null))
        {
            text.Append("\n### ").Append(run.Name).Append("\n\n");
            text
                .Append(Image(images, ReportText.FileName(run.Name) + ".svg", $"Curves of {run.Name}", image => File.Copy(run.Curves!, image, overwrite: true)))
                .Append('\n');
        }

        RunFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Section(StringBuilder text, string heading, string content) => text.Append("\n## ").Append(heading).Append("\n\n").Append(content);

    private static string Image(string folder, string name, string description, Action<string> draw)
    {
        draw(Path.Combine(folder, name));
        return $"![{description}]({Path.GetFileName(folder)}/{name})";
    }
}
