using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Training.Files;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using Xunit;

namespace TwinBert.Training.Tests.Runs;

public sealed class RunRecordTests : IDisposable
{
    // As runs of earlier versions have it; what is read of it must not depend on names in the code.
    private const string Trunk = """
        "token_width": 1, "vocabulary_size": 30522, "hidden_size": 384, "layers": 3, "heads": 12, "intermediate_size": 1536,
        "max_positions": 512, "segments": 2, "layer_norm_epsilon": 9.999999960041972e-13
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void ReadJson_RunOfAnEarlierVersion_HasItsShapes()
    {
        File.WriteAllText(_file, $$"""
            {
              "command": "embed-distill", "options": { "--steps": "3" }, "data": { "texts": "a" }, "limits": { "query": 16, "document": 96 }, "steps": 3, "precision": "fp32",
              "machine": { "system": "Debian", "architecture": "X64", "processors": 1, "threads": 1 }, "version": "0.1.0", "started": "2026-11-25T15:47:34.0604413+00:00",
              "model": { "tower": { "trunk": { "input": "WordPiece", {{Trunk}} }, "pooling": "Mean", "dimensions": 128 }, "sharing": "Everything" },
              "teacher": { "input": "TriLetter", {{Trunk}} }
            }
            """);

        var record = RunFile.ReadJson<RunRecord>(_file);

        var trunk = new TrunkShape
        {
            Input = EncoderInput.WordPiece, VocabularySize = 30522, HiddenSize = 384, Layers = 3, Heads = 12, IntermediateSize = 1536, MaxPositions = 512,
            LayerNormEpsilon = 1e-12f,
        };
        Assert.Equal(new TwinShape(new(trunk, Pooling.Mean, 128), TowerSharing.Everything), record.Model);
        Assert.Equal(trunk with { Input = EncoderInput.TriLetter }, record.Teacher);
    }
}
