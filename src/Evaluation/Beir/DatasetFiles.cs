using System.IO.Compression;

namespace TwinBert.Evaluation.Beir;

/// <summary>Where the files of a dataset are. Each <c>.jsonl</c> may be compressed (<c>.jsonl.gz</c>); the plain file wins when both are there.</summary>
/// <param name="Corpus">The documents.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Judgements">The judgements of one split.</param>
internal sealed record DatasetFiles(string Corpus, string Queries, string Judgements)
{
    private const string Layout = "A dataset in BEIR layout has corpus.jsonl, queries.jsonl (each may end in .gz) and qrels/<split>.tsv.";

    public static DatasetFiles Find(string folder, string split)
    {
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"The dataset '{folder}' does not exist. {Layout}");
        }

        var missing = new List<string>();
        var files = new DatasetFiles(
            JsonLines(folder, "corpus.jsonl", missing),
            JsonLines(folder, "queries.jsonl", missing),
            Path.Combine(folder, "qrels", split + ".tsv"));
        if (!File.Exists(files.Judgements))
        {
            missing.Add($"qrels/{split}.tsv{Splits(folder)}");
        }

        return missing.Count == 0 ? files : throw new DatasetException($"The dataset '{folder}' lacks {string.Join(" and ", missing)}. {Layout}");
    }

    /// <summary>The lines of a file, numbered from 1; empty lines are left out.</summary>
    public static IEnumerable<(int Number, string Line)> Lines(string path)
    {
        using var reader = Open(path);
        for (var number = 1; NextLine(reader, path, number) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (number, line);
            }
        }
    }

    private static string JsonLines(string folder, string name, List<string> missing)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) && File.Exists(path + ".gz"))
        {
            return path + ".gz";
        }

        if (!File.Exists(path))
        {
            missing.Add(name);
        }

        return path;
    }

    private static string Splits(string folder)
    {
        var qrels = Path.Combine(folder, "qrels");
        var splits = Directory.Exists(qrels) ? Directory.GetFiles(qrels, "*.tsv").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToArray() : [];
        return splits.Length == 0 ? "" : $" (its splits are {string.Join(", ", splits)})";
    }

    private static StreamReader Open(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            return new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message}");
        }
    }

    private static string? NextLine(StreamReader reader, string path, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new DatasetException($"{path} line {number}: cannot be read: {e.Message}");
        }
    }
}
