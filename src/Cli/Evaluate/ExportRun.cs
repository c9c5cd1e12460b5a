using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Live;
using TwinBert.Evaluation.Progress;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>Writes an index, and judgements of its documents where there are some, as a dataset. A file is in its place when it is whole.</summary>
internal sealed class ExportRun
{
    private const string Corpus = "corpus.jsonl";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Index { get; init; }

    public required string Folder { get; init; }

    public required IReadOnlyList<string> TitleFields { get; init; }

    public required IReadOnlyList<string> TextFields { get; init; }

    public string? Judgements { get; init; }

    public string? Queries { get; init; }

    public required string Split { get; init; }

    public required TwinBertOptions Configuration { get; init; }

    public required TextWriter Output { get; init; }

    /// <summary>Receives progress.</summary>
    public required TextWriter Error { get; init; }

    private string CorpusPath => Path.Combine(Folder, Corpus);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(CorpusPath))
            {
                throw new UnusableInputException($"'{CorpusPath}' is there already. Name another folder with --out, or take it away.");
            }

            var judged = Judgements is null ? null : JudgementChoice.Read(Judgements, Queries, Index);
            using var upstream = await Upstream.ConnectAsync(Configuration.Upstream, cancellationToken);
            var settings = new PatternTable<IndexOptions>(Configuration.Indices).Find(Index);
            var export = new IndexExport(upstream.Calls, upstream.Identity)
            {
                TitleFields = TitleFields,
                TextFields = TextFields,
                EmbeddingFields = [.. (settings ?? new IndexOptions()).EmbeddingFields()],
            };
            var total = await export.CountAsync(Index, cancellationToken);
            var (written, unreadable) = await EvaluateProgress.ShowAsync(
                Error, progress => WriteAsync(export, new(progress, EvaluationStage.Reading, total), cancellationToken));
            if (judged is not null)
            {
                WriteJudgements(judged);
            }

            Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written} documents of {Index} are in {CorpusPath}."));
            if (unreadable > 0)
            {
                Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: {unreadable} documents have no source that can be read, and are not."));
            }

            return unreadable > 0 ? ExitCode.Incomplete : ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The dataset cannot be written into '{Folder}': {e.Message}");
        }
    }

    private async Task<(int Written, int Unreadable)> WriteAsync(IndexExport export, StageProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var beside = CorpusPath + ".new";
        try
        {
            (int, int) counts;
            await using (var file = File.Create(beside))
            {
                counts = await export.WriteAsync(Index, file, progress, cancellationToken);
            }

            File.Move(beside, CorpusPath);
            return counts;
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private void WriteJudgements(JudgedSet judged)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "qrels"));
        OutputFile.Write(Path.Combine(Folder, "queries.jsonl"), writer =>
        {
            foreach (var query in judged.Queries)
            {
                writer.Write(JsonSerializer.Serialize(new { _id = query.Id, text = query.Text }, Json) + "\n");
            }
        });
        OutputFile.Write(Path.Combine(Folder, "qrels", Split + ".tsv"), writer =>
        {
            writer.Write("query-id\tcorpus-id\tscore\n");
            foreach (var (query, document, grade) in judged.Queries.SelectMany(query => query.Grades.Select(grade => (query.Id, grade.Key, grade.Value))))
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{query}\t{document}\t{grade}\n"));
            }
        });
    }
}
