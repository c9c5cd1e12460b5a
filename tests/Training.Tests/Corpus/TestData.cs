using TwinBert.Model.Tokenization;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;

namespace TwinBert.Training.Tests.Corpus;

/// <summary>Small training data.</summary>
internal static class TestData
{
    /// <summary>A token for each character, so that a test can read a text back.</summary>
    public static TextTokens Letters { get; } = new((text, limit) => new(text.Select(c => (int)c).Take(limit).ToArray(), text.Length > limit), 64, 64);

    public static TrainingSet Set(TemporaryDataset data, string split = "test", int top = CandidateMiner.DefaultTop)
    {
        var corpus = Corpus(data);
        using var miner = new CandidateMiner(corpus, top);
        return TrainingSet.Read(corpus, split, miner, CancellationToken.None);
    }

    public static TrainingCorpus Corpus(TemporaryDataset data, params string[] fields) =>
        TrainingCorpus.Read(data.Folder, fields.Length > 0 ? fields : ["title", "text"], Letters, CancellationToken.None);

    public static string Text(ReadOnlyMemory<int>? tokens) => string.Concat(tokens!.Value.ToArray().Select(token => (char)token));

    /// <summary>
    /// Documents <c>d00</c> … of which each has one "kettle" more among as many words, so that BM25 puts the last first; query <c>q</c> has the given
    /// grades by document number.
    /// </summary>
    public static TemporaryDataset Kettles(int documents, params (int Document, int Grade)[] judged)
    {
        var corpus = Enumerable.Range(0, documents).Select(i =>
            $$"""{"_id":"d{{i:00}}","text":"{{string.Join(' ', Enumerable.Repeat("kettle", i + 1).Concat(Enumerable.Repeat("lamp", documents - i)))}}"}""");
        var grades = judged.Select(entry => $"q\td{entry.Document:00}\t{entry.Grade}");
        return new(string.Join('\n', corpus), """{"_id":"q","text":"kettle"}""", "query-id\tcorpus-id\tscore\n" + string.Join('\n', grades));
    }

}
