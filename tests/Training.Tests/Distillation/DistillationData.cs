using TwinBert.TestKit.Datasets;
using TwinBert.TestKit.Models;
using TwinBert.Training.Distillation;

namespace TwinBert.Training.Tests.Distillation;

/// <summary>A tiny teacher, a few texts, and pairs, in a temporary folder.</summary>
internal sealed class DistillationData : IDisposable
{
    public static readonly string[] Things = ["shoe", "boot", "shirt", "lamp", "desk", "chair", "phone", "bag", "bike", "machine"];
    private readonly TemporaryDataset _catalogue = new(
        string.Join('\n', Things.Select((thing, i) => $$"""{"_id":"d{{i}}","title":"red {{thing}}","text":"a {{thing}} for running in winter"}""")));

    public DistillationData()
    {
        TinyModel.WriteHuggingFace(Teacher);
        _catalogue.Write("pairs.jsonl", string.Join('\n', Things.Select(thing => $$"""{"query":"blue {{thing}}","document":"a blue {{thing}} for kids"}""")));
    }

    public string Catalogue => _catalogue.Folder;

    public string Pairs => Path.Combine(Catalogue, "pairs.jsonl");

    public string Teacher => Path.Combine(Catalogue, "teacher");

    public string Weights => Path.Combine(Teacher, "model.safetensors");

    public EmbedDistillOptions Options => new()
    {
        Teacher = Teacher,
        Layers = [1],
        Vocabulary = Path.Combine(Teacher, "vocab.txt"),
        Texts = [Pairs, Catalogue],
        MaxTokens = 16,
        DocumentTokens = 24,
        Dimensions = 8,
        Batch = 8,
    };

    /// <summary>A query for each thing of the catalogue, with judgements, in the split <c>train</c>.</summary>
    public void WriteQueries()
    {
        _catalogue.Write("queries.jsonl", string.Join('\n', Things.Select((thing, i) => $$"""{"_id":"q{{i}}","text":"{{thing}}"}""")));
        _catalogue.Write(
            "qrels/train.tsv",
            "query-id\tcorpus-id\tscore\n" + string.Join('\n', Things.Select((_, i) => $"q{i}\td{i}\t2\nq{i}\td{(i + 1) % Things.Length}\t0")));
    }

    public void Dispose() => _catalogue.Dispose();
}
