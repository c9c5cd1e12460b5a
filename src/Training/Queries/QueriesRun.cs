using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Sampling;

namespace TwinBert.Training.Queries;

/// <summary>
/// Writes a copy of a dataset with two splits more, one of queries that were made for its documents, and one of these and the typed ones together:
/// 1 reads queries and documents; 2 learns how people ask; 3 makes queries; 4 writes the folder beside its place and renames it.
/// </summary>
/// <param name="plan">What is made, and of what.</param>
/// <param name="display">Is told what was made.</param>
internal sealed class QueriesRun(QueriesPlan plan, IRunDisplay display)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops between documents; nothing is left behind.</param>
    /// <returns>How many queries were made.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        Refuse();
        var files = DatasetFiles.Find(plan.Dataset, plan.Split);
        var dataset = BeirDataset.Open(plan.Dataset, plan.Split);
        var documents = FieldValues.Read(plan.Dataset, plan.TextFields, cancellationToken);
        var maker = new QueryMaker(dataset.Queries, documents.ToDictionary(document => document.Id, StringComparer.Ordinal), plan.LeastDocuments);
        display.Say($"{documents.Count} documents, {dataset.Queries.Count} queries, {maker.Count} of them with the words of a relevant document");
        var typed = dataset.Queries.Select(query => string.Join(' ', QueryWords.Of(query.Text))).ToHashSet(StringComparer.Ordinal);
        var made = new List<(string Id, string Document, string Text)>();
        for (var i = 0; i < documents.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var texts = maker.Make(documents[i], plan.PerDocument, Seeds.Of(plan.Seed, i)).Where(text => !typed.Contains(text));
            made.AddRange(
                texts.Select((text, n) => (string.Create(CultureInfo.InvariantCulture, $"{plan.Name}-{documents[i].Id}-{n}"), documents[i].Id, text)));
        }

        if (made.Count == 0)
        {
            throw new DatasetException(
                "All queries that could be made were typed by somebody already. Give more with --per-document, or fewer with --least-documents.");
        }

        var beside = plan.Target + ".new";
        try
        {
            Write(beside, files, made);
            Directory.Move(beside, plan.Target);
        }
        finally
        {
            RunFile.DeleteFolder(beside);
        }

        return made.Count;
    }

    private void Refuse()
    {
        if (Directory.Exists(plan.Target) && Directory.EnumerateFileSystemEntries(plan.Target).Any())
        {
            throw new DatasetException($"'{plan.Target}' has content already. Name another folder with --out, or delete it.");
        }

        if (File.Exists(Qrels(plan.Dataset, plan.Name)))
        {
            throw new DatasetException($"'{plan.Dataset}' has a split '{plan.Name}' already. Give the new one another name with --name.");
        }
    }

    private void Write(string folder, DatasetFiles files, List<(string Id, string Document, string Text)> made)
    {
        RunFile.DeleteFolder(folder);
        Directory.CreateDirectory(Path.Combine(folder, "qrels"));
        File.Copy(files.Corpus.Name, Path.Combine(folder, Path.GetFileName(files.Corpus.Name)));
        foreach (var split in Directory.EnumerateFiles(Path.Combine(plan.Dataset, "qrels"), "*.tsv"))
        {
            File.Copy(split, Path.Combine(folder, "qrels", Path.GetFileName(split)));
        }

        File.WriteAllLines(Path.Combine(folder, "queries.jsonl"), files.Queries.Lines().Select(line => line.Line)
            .Concat(made.Select(query => JsonSerializer.Serialize(new Dictionary<string, string> { ["_id"] = query.Id, ["text"] = query.Text }, Plain))));
        var judgements = made.Select(query => $"{query.Id}\t{query.Document}\t1").ToArray();
        File.WriteAllLines(Qrels(folder, plan.Name), judgements.Prepend("query-id\tcorpus-id\tscore"));
        File.WriteAllLines(Qrels(folder, plan.Both), File.ReadLines(Qrels(folder, plan.Split)).Concat(judgements));
        if (Directory.Exists(plan.Target))
        {
            Directory.Delete(plan.Target);
        }
    }

    private static string Qrels(string folder, string split) => Path.Combine(folder, "qrels", split + ".tsv");
}
