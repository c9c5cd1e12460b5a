using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Weights;
using Xunit;

namespace TwinBert.Training.Tests.Students;

public sealed class StudentStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("start").FullName;

    [TorchFact]
    public void Load_ChosenLayersOfABert_NewPartsAreReported()
    {
        using var three = Twin(3, Pooling.Mean, seed: 1);
        var source = new ParameterSource(three.Parameters);
        SafetensorsWriter.Write(File, [.. three.Parameters.All.Where(entry => !entry.Key.StartsWith("downscale", StringComparison.Ordinal))
            .Select(entry => (entry.Key, entry.Value.shape, source.Read(entry.Key, entry.Value.shape)))]);
        using var two = Twin(2, Pooling.Weighted, seed: 2);
        _ = CrossingHead.Of(two.Parameters, new(HeadKind.Cosine, 8));

        var missing = StudentStart.Load(two, File, [0, 2]);

        Assert.Equal(["pooler.weight", "pooler.bias", "downscale.weight", "downscale.bias", "cosine.scale", "cosine.bias"], missing);
        const string Name = "encoder.layer.{0}.output.dense.weight";
        Assert.Equal(source.Read(Name.Replace("{0}", "2", StringComparison.Ordinal), 16, 32), new ParameterSource(two.Parameters).Read(Name.Replace("{0}", "1", StringComparison.Ordinal), 16, 32));
    }

    [TorchFact]
    public void Load_LayerThatIsNotThere_IsNamed()
    {
        using var one = Twin(1, Pooling.Mean, seed: 1);
        ParameterFile.Write(File, one.Parameters);
        using var two = Twin(2, Pooling.Mean, seed: 2);
        var e = Assert.Throws<WeightsException>(() => StudentStart.Load(two, File));
        Assert.Contains("'encoder.layer.1.attention.self.query.weight'", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File => Path.Combine(_folder, "weights.safetensors");

    private static TwinEncoder Twin(int layers, Pooling pooling, long seed) =>
        new(new(new(TinyStudent.Trunk with { Layers = layers }, pooling, 8), TowerSharing.Everything), seed);
}
