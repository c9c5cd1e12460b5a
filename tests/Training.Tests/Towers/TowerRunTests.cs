using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using TwinBert.Training.Distillation;
using TwinBert.Training.Files;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Packages;
using TwinBert.Training.Runs;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Distillation;
using TwinBert.Training.Tests.Runs;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Texts;
using TwinBert.Training.Towers;
using Xunit;

namespace TwinBert.Training.Tests.Towers;

public sealed class TowerRunTests : IDisposable
{
    private readonly DistillationData _data = new();
    private readonly TinyModel _teacher = TinyModel.Create();
    private readonly TinyModel _other = TinyModel.Create(quantised: true);
    private readonly TemporaryRun _query = new();
    private readonly TemporaryRun _document = new();
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-towers").FullName;

    private TowerOptions Options => new()
    {
        Side = TextKind.Document,
        From = _data.Teacher,
        Teachers =
        [
            new(Path.Combine(_teacher.Package.Folder, "encoder.onnx"), "", "", 1), new(Path.Combine(_other.Package.Folder, "encoder.onnx"), "red", "", 2),
        ],
        Texts = [_data.Pairs, _data.Catalogue],
        QueryTokens = 16,
        DocumentTokens = 24,
        Dimensions = 8,
        Batch = 8,
    };

    public void Dispose()
    {
        _data.Dispose();
        _teacher.Dispose();
        _other.Dispose();
        _query.Dispose();
        _document.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [TorchFact]
    public async Task Run_TowersOfOneSpace_BecomeAPackageWhoseSidesDiffer()
    {
        Run(_document, Options);
        Run(_query, Options with { Side = TextKind.Query, Layers = [1], Space = _document.Path, Words = 20 });

        Assert.Equal(File.ReadAllBytes(SpaceOf(_document)), File.ReadAllBytes(SpaceOf(_query)));
        var package = await new RunPackage { Run = _query.Path, DocumentRun = _document.Path }.WriteAsync(
            Path.Combine(_root, "package"), replace: false, TestContext.Current.CancellationToken);
        var encoders = package.Manifest.Encoders;
        Assert.Equal(("query-encoder.onnx", "document-encoder.onnx", 1, 2), (encoders.Query, encoders.Document, encoders.Layers, encoders.DocumentLayers));
        Assert.Equal((16, 24, 8), (package.Manifest.Limits.QueryTokens, package.Manifest.Limits.DocumentTokens, package.Dimensions));
        using var model = OnnxModel.Load(package, new());
        var query = await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken);
        var document = (await model.DocumentEncoder.EncodeAsync(["red shoe"], TestContext.Current.CancellationToken))[0];
        Assert.Equal((8, 8), (query.Values.Length, document.Values.Length));
        using var start = PackageTwin.Open(Plan(package));
        Assert.Equal((1, 2), (start.Shape.Tower.Trunk.Layers, start.Shape.Document!.Trunk.Layers));
    }

    [TorchFact]
    public async Task Run_QueryTowerAlone_BecomesAPackageWhoseDocumentsAreItsTeachers()
    {
        Run(_query, Options with { Side = TextKind.Query, Words = 20 });
        var teachers = Options.Teachers.Select(teacher => teacher.File).ToArray();

        var package = await Ensemble(teachers);

        var encoders = package.Manifest.Encoders;
        Assert.Equal((8, "query-encoder.onnx", "document-encoder.onnx"), (package.Dimensions, encoders.Query, encoders.Document));
        Assert.Equal(2 * TinyModel.Config.Layers, encoders.DocumentLayers);
        using var model = OnnxModel.Load(package, new());
        var document = (await model.DocumentEncoder.EncodeAsync(["red shoe"], TestContext.Current.CancellationToken))[0];
        Assert.Equal(8, document.Values.Length);
        using var start = PackageTwin.Open(Plan(package));
        Assert.Equal((package.Folder, 1), (start.Kept?.Folder, start.Weights.Names.Count(name => name == "downscale.weight")));
        foreach (var (given, said) in new[] { ([.. teachers.Reverse()], "are not the teachers"), (new[] { "nowhere.onnx" }, "does not exist") })
        {
            Assert.Contains(said, (await Assert.ThrowsAsync<UnusableInputException>(() => Ensemble(given))).Message, StringComparison.Ordinal);
        }
    }

    [TorchFact]
    public async Task Run_QueryTowerOfAPackagesDocuments_LearnsItsSpaceAndLeavesThemAsTheyAre()
    {
        Run(_query, Options with { Side = TextKind.Query, Words = 20 });
        var package = await Ensemble([.. Options.Teachers.Select(teacher => teacher.File)]);
        var from = Options with { Side = TextKind.Query, Words = 40, From = package.Folder, Documents = package.Folder };

        // As it is, the tower is where it was; then it learns.
        Run(_document, from, steps: 30);

        Assert.Equal(File.ReadAllBytes(SpaceOf(_query)), File.ReadAllBytes(SpaceOf(_document)));
        var curve = RunFile.ReadJson<TrainingState>(Path.Combine(_document.Path, "checkpoint-00000030", "state.json")).Curve;
        var dev = curve.Select(point => point.Dev).Where(value => value is not null).ToArray();
        Assert.True(dev[^1] > dev[0], string.Join(", ", dev));
        var learned = await new RunPackage { Run = _document.Path }.WriteAsync(
            Path.Combine(_root, "learned"), replace: false, TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(package.DocumentEncoderFile), File.ReadAllBytes(learned.DocumentEncoderFile));
        Assert.NotEqual(File.ReadAllBytes(package.QueryEncoderFile), File.ReadAllBytes(learned.QueryEncoderFile));
    }

    [TorchFact]
    public void Run_DocumentsOfOneEncoder_HaveNoSpaceToLearn()
    {
        var refused = Assert.Throws<WeightsException>(
            () => Run(_query, Options with { Side = TextKind.Query, Words = 20, From = _teacher.Package.Folder, Documents = _teacher.Package.Folder }));
        Assert.Contains("not several encoders in one", refused.Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData((int)TextKind.Query)]
    [InlineData((int)TextKind.Document)]
    public void Run_SomeSteps_ComesNearerToTheSpace(int side)
    {
        Run(_query, Options with { Side = (TextKind)side, Words = 40 }, steps: 40);

        var state = RunFile.ReadJson<TrainingState>(Path.Combine(_query.Path, "checkpoint-00000040", "state.json"));
        var dev = state.Curve.Select(point => point.Dev).Where(value => value is not null).ToArray();
        Assert.True(dev[^1] > dev[0], string.Join(", ", dev));
    }

    [TorchFact]
    public void Run_FrozenLayers_StayAsTheyWere()
    {
        Run(_query, Options with { FrozenLayers = 1 });

        using var before = SafetensorsReader.Open(_data.Weights);
        using var after = SafetensorsReader.Open(_query.Folder.LastWeights);
        const string Frozen = "encoder.layer.0.output.dense.bias", Trained = "encoder.layer.1.output.dense.bias";
        Assert.Equal(before.Read(Frozen, TinyModel.Dimensions), after.Read(Frozen, TinyModel.Dimensions));
        Assert.NotEqual(before.Read(Trained, TinyModel.Dimensions), after.Read(Trained, TinyModel.Dimensions));
    }

    [TorchFact]
    public void Run_FromAPackage_BeginsWithItsLayers()
    {
        Run(_query, Options with { From = _teacher.Package.Folder, Vocabulary = Path.Combine(_data.Teacher, "vocab.txt") });

        using var after = SafetensorsReader.Open(_query.Folder.LastWeights);
        Assert.Contains("encoder.layer.1.output.dense.weight", after.Names);
        Assert.Equal([8, TinyModel.Dimensions], after.ShapeOf("downscale.weight")!);
    }

    [TorchFact]
    public async Task WriteAsync_TowersOfTwoSpaces_AreRefused()
    {
        Run(_document, Options);
        Run(_query, Options with { Side = TextKind.Query, Words = 20, Sample = 5 });

        var refused = await Assert.ThrowsAsync<UnusableInputException>(
            () => new RunPackage { Run = _query.Path, DocumentRun = _document.Path }.WriteAsync(
                Path.Combine(_root, "package"), replace: false, TestContext.Current.CancellationToken));
        Assert.Contains("no two towers of one space", refused.Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Project_TextsOfThatSpace_KeepTheirSimilaritiesWhereItHasRoom(int teachers)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 200 * 6).Select(_ => (Half)(random.NextDouble() - 0.4)).ToArray();
        var targets = new EmbeddingTargets(values, 6);
        using var space = EmbeddingSpace.Of([.. Enumerable.Repeat((targets, 1.0), teachers)], [.. Enumerable.Range(0, 200)], 6, 1);
        var projected = space.Project([.. Enumerable.Repeat(targets, teachers)]);

        using var scope = TorchSharp.torch.NewDisposeScope();
        int[] rows = [.. Enumerable.Range(0, 20)];
        var expected = TorchSharp.torch.nn.functional.normalize(targets.Rows(rows), dim: 1);
        var difference = (TorchSharp.torch.matmul(projected.Rows(rows), projected.Rows(rows).t())
            - TorchSharp.torch.matmul(expected, expected.t())).abs().max();
        Assert.InRange(difference.data<float>()[0], 0, 0.02f);
    }

    private Task<ModelPackage> Ensemble(IReadOnlyList<string> teachers) => new RunPackage { Run = _query.Path, DocumentTeachers = teachers }.WriteAsync(
        Path.Combine(_root, "package"), replace: true, TestContext.Current.CancellationToken);

    private static DistillPlan Plan(ModelPackage package) => new() { Student = package.Folder, Scores = "", Head = new(HeadKind.Cosine, 4) };

    private static string SpaceOf(TemporaryRun run) => Path.Combine(run.Path, TowerRun.SpaceFile);

    private static void Run(TemporaryRun run, TowerOptions options, int steps = 3) => RunSession.Run(
        new()
        {
            Command = "tower",
            Folder = run.Path,
            Options = new Dictionary<string, string>(),
            Steps = steps,
            LearningRate = 1e-2,
            EvaluateEvery = 10,
            Precision = "fp32",
            Error = TextWriter.Null,
        },
        TimeProvider.System,
        session => new TowerRun(options, session).Run(TestContext.Current.CancellationToken));
}
