using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Weights;
using Xunit;
using static TorchSharp.torch;

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
        Assert.Equal(
            source.Read(Name.Replace("{0}", "2", StringComparison.Ordinal), 16, 32),
            new ParameterSource(two.Parameters).Read(Name.Replace("{0}", "1", StringComparison.Ordinal), 16, 32));
    }

    [TorchTheory]
    [InlineData((int)HeadKind.Residual, "residual")]
    [InlineData((int)HeadKind.QueryNet, "querynet")]
    public void Load_NewHeadBesideATrainedCosine_BeginsAsIt(int kind, string name)
    {
        using var trained = Twin(1, Pooling.Mean, seed: 1);
        _ = CrossingHead.Of(trained.Parameters, new(HeadKind.Cosine, 8));
        using (no_grad())
        {
            trained.Parameters.All["cosine.scale"].fill_(11);
            trained.Parameters.All["cosine.bias"].fill_(-5);
        }

        ParameterFile.Write(File, trained.Parameters);
        using var next = Twin(1, Pooling.Mean, seed: 2);
        _ = CrossingHead.Of(next.Parameters, new((HeadKind)kind, 8));

        var missing = StudentStart.Load(next, File);

        Assert.NotEmpty(missing);
        Assert.All(missing, lacking => Assert.StartsWith(name + ".", lacking, StringComparison.Ordinal));
        Assert.DoesNotContain(missing, lacking => lacking.Contains("prior", StringComparison.Ordinal));
        var source = new ParameterSource(next.Parameters);
        Assert.Equal((11, -5), (source.Read(name + ".prior.scale", 1)[0], source.Read(name + ".prior.bias", 1)[0]));
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
