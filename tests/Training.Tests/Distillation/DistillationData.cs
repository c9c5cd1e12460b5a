using TwinBert.TestKit.Datasets;
using TwinBert.TestKit.Models;
using TwinBert.Training.Distillation;

namespace TwinBert.Training.Tests.Distillation;

/// <summary>A tiny teacher, a few texts, and pairs, in a temporary folder.</summary>
internal sealed class DistillationData : IDisposable
{
    public static readonly string[] Things = ["shoe", "boot", "shirt", "lamp", "desk", "chair", "phone", "bag", "bike", "machine"];
    private readonly TemporaryDataset _catalogue = new(string.Join('\n', Things.Select((thing, i) => $$"""{"_id":"d{{i}}","title":"red {{thing}}","text":"a {{thing}} for running in winter"}""")));

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

    public void Dispose() => _catalogue.Dispose();
}
