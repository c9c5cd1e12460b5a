using System.Text;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Trec;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>The files that an evaluation leaves: a line for each query, and run files.</summary>
internal sealed class EvaluationFiles
{
    private const string JudgedFolder = "judged";

    private readonly string? _perQuery;
    private readonly string? _runs;

    private EvaluationFiles(string? perQuery, string? runs) => (_perQuery, _runs) = (perQuery, runs);

    /// <summary>Makes sure, before anything is computed, that the files can go where they are asked for.</summary>
    public static EvaluationFiles Prepare(EvaluateOptions options)
    {
        if (options.PerQuery is { } file && Path.GetExtension(file) is not (".tsv" or ".jsonl"))
        {
            throw new UnusableInputException($"--per-query '{file}' ends neither in .tsv nor in .jsonl. The ending chooses the format.");
        }

        RequireFolder("--per-query", options.PerQuery);
        RequireFolder("--html", options.Html);

        if (options.WriteRuns is { } folder)
        {
            try
            {
                Directory.CreateDirectory(Path.Combine(folder, JudgedFolder));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UnusableInputException($"The folder '{folder}' cannot be made: {e.Message} Name another with --write-runs.");
            }
        }

        return new(options.PerQuery, options.WriteRuns);
    }

    public void Write(EvaluationReport report, CancellationToken cancellationToken)
    {
        if (_perQuery is not null)
        {
            OutputFile.Write(_perQuery, writer => WriteQueries(writer, _perQuery, report));
        }

        if (_runs is not null)
        {
            WriteRuns(_runs, report, cancellationToken);
        }
    }

    private static void RequireFolder(string option, string? file)
    {
        if (file is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            throw new UnusableInputException($"The folder of {option} '{file}' does not exist. Make it first.");
        }
    }

    private static void WriteQueries(TextWriter writer, string file, EvaluationReport report)
    {
        if (Path.GetExtension(file) == ".tsv")
        {
            PerQueryWriter.WriteTable(writer, report);
        }
        else
        {
            PerQueryWriter.WriteJsonLines(writer, report);
        }
    }

    private static void WriteRuns(string folder, EvaluationReport report, CancellationToken cancellationToken)
    {
        var tags = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in report.Rows)
        {
            var tag = Tag(row.Name);
            for (var i = 2; !tags.Add(tag); i++)
            {
                tag = FormattableString.Invariant($"{Tag(row.Name)}-{i}");
            }

            Run(Path.Combine(folder, tag + ".run"), CandidatePool.Top100);
            Run(Path.Combine(folder, JudgedFolder, tag + ".run"), CandidatePool.Judged);

            void Run(string path, CandidatePool pool) =>
                OutputFile.Write(path, writer => TrecRunWriter.Write(writer, report.Candidates, row.Ranker, pool, tag, cancellationToken));
        }
    }

    /// <summary>A name without what file systems and run files cannot have.</summary>
    private static string Tag(string name)
    {
        var tag = new StringBuilder();
        foreach (var character in name.Replace("+ BM25, β =", "blend", StringComparison.Ordinal))
        {
            var kept = char.IsAsciiLetterOrDigit(character) || character is '.' or '_' ? character : '-';
            if (kept != '-' || (tag.Length > 0 && tag[^1] != '-'))
            {
                tag.Append(kept);
            }
        }

        return tag.ToString().Trim('-', '.').ToLowerInvariant();
    }
}
