namespace TwinBert.Evaluation.Beir;

/// <summary>The three files that make a dataset.</summary>
/// <param name="Corpus">The documents.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Judgements">The judgements of one split.</param>
public sealed record DatasetFiles(DatasetFile Corpus, DatasetFile Queries, DatasetFile Judgements)
{
    private const string Layout = "A dataset in BEIR layout has corpus.jsonl, queries.jsonl (each may end in .gz) and qrels/<split>.tsv.";

    /// <summary>Finds the files in a folder. Each <c>.jsonl</c> may be compressed (<c>.jsonl.gz</c>); the plain file wins when both are there.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="split">The name of a file in <c>qrels</c>, without its ending.</param>
    /// <exception cref="DatasetException">Files are missing; the message names all of them.</exception>
    public static DatasetFiles Find(string folder, string split)
    {
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"The dataset '{folder}' does not exist. {Layout}");
        }

        var missing = new List<string>();
        var (corpus, queries) = (JsonLines(folder, "corpus.jsonl", missing), JsonLines(folder, "queries.jsonl", missing));
        var judgements = Qrels(folder, split, missing);
        return missing.Count == 0
            ? new(DatasetFile.On(corpus), DatasetFile.On(queries), DatasetFile.On(judgements))
            : throw new DatasetException($"The dataset '{folder}' lacks {string.Join(" and ", missing)}. {Layout}");
    }

    /// <summary>Finds queries and judgements alone, of a dataset whose documents are elsewhere.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="split">The name of a file in <c>qrels</c>, without its ending.</param>
    /// <exception cref="DatasetException">Files are missing; the message names all of them.</exception>
    public static (DatasetFile Queries, DatasetFile Judgements) FindJudgements(string folder, string split)
    {
        var missing = new List<string>();
        var (queries, judgements) = (JsonLines(folder, "queries.jsonl", missing), Qrels(folder, split, missing));
        return missing.Count == 0
            ? (DatasetFile.On(queries), DatasetFile.On(judgements))
            : throw new DatasetException($"The dataset '{folder}' lacks {string.Join(" and ", missing)}. {Layout}");
    }

    /// <summary>Finds the documents alone, of a dataset that need not have queries.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <exception cref="DatasetException">There is no corpus.</exception>
    public static DatasetFile FindCorpus(string folder)
    {
        var missing = new List<string>();
        var corpus = JsonLines(folder, "corpus.jsonl", missing);
        return missing.Count == 0 ? DatasetFile.On(corpus) : throw new DatasetException($"The dataset '{folder}' has no corpus.jsonl. {Layout}");
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

    private static string Qrels(string folder, string split, List<string> missing)
    {
        var judgements = Path.Combine(folder, "qrels", split + ".tsv");
        if (!File.Exists(judgements))
        {
            missing.Add($"qrels/{split}.tsv{Splits(folder)}");
        }

        return judgements;
    }

    private static string Splits(string folder)
    {
        var qrels = Path.Combine(folder, "qrels");
        var splits = Directory.Exists(qrels)
            ? Directory.GetFiles(qrels, "*.tsv").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToArray()
            : [];
        return splits.Length == 0 ? "" : $" (its splits are {string.Join(", ", splits)})";
    }
}
