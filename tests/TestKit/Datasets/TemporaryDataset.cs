using System.IO.Compression;

namespace TwinBert.TestKit.Datasets;

/// <summary>A dataset in a folder of its own, deleted at the end.</summary>
public sealed class TemporaryDataset : IDisposable
{
    public const string Corpus = """
        {"_id":"a","title":"Red sofa","text":"A settee for two.","metadata":{"brand":"Marlow"}}
        {"_id":"b","title":"Blue lamp","text":"Light for reading."}
        {"_id":"c","text":"A green torch."}
        """;

    public const string Queries = """
        {"_id":"1","text":"sofa"}
        {"_id":"2","text":"reading lamp"}
        {"_id":"3","text":"never judged"}
        """;

    public const string Judgements = "query-id\tcorpus-id\tscore\n1\ta\t3\n1\tb\t0\n2\tb\t2\n2\tc\t1\n";

    public TemporaryDataset(string corpus = Corpus, string queries = Queries, string judgements = Judgements)
    {
        Folder = Directory.CreateTempSubdirectory("beir").FullName;
        Write("corpus.jsonl", corpus);
        Write("queries.jsonl", queries);
        Directory.CreateDirectory(Path.Combine(Folder, "qrels"));
        Write("qrels/test.tsv", judgements);
    }

    public string Folder { get; }

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);

    public void Delete(string name) => File.Delete(Path.Combine(Folder, name));

    public void Compress(string name)
    {
        var path = Path.Combine(Folder, name);
        using (var target = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest))
        using (var source = File.OpenRead(path))
        {
            source.CopyTo(target);
        }

        File.Delete(path);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
