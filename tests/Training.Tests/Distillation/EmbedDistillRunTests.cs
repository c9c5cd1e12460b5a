using TwinBert.Evaluation.Beir;
using TwinBert.Export;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using TwinBert.Training.Distillation;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Runs;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Distillation;

public sealed class EmbedDistillRunTests : IDisposable
{
    private readonly DistillationData _data = new();
    private readonly TinyModel _scoreTeacher = TinyModel.Create();
    private readonly TemporaryRun _run = new();
    private readonly TemporaryRun _other = new();

    public void Dispose()
    {
        _data.Dispose();
        _scoreTeacher.Dispose();
        _run.Dispose();
        _other.Dispose();
    }

    [TorchFact]
    public void Run_TwoTeachers_StudentComesNearerToThem()
    {
        Run(_data.Options with { ScoreTeachers = [Path.Combine(_scoreTeacher.Package.Folder, "encoder.onnx")] }, steps: 40);

        var state = RunFile.ReadJson<TrainingState>(Path.Combine(_run.Path, "checkpoint-00000040", "state.json"));
        var dev = state.Curve.Select(point => point.Dev).Where(value => value is not null).ToArray();
        Assert.True(dev[^1] > dev[0], string.Join(", ", dev));
        using var weights = SafetensorsReader.Open(_run.Folder.BestWeights);
        Assert.Equal([8, TinyModel.Dimensions], weights.ShapeOf("downscale.weight")!);
        Assert.Contains("maps.1.weight", weights.Names);
        Assert.Contains("encoder.layer.0.output.dense.weight", weights.Names);
        Assert.DoesNotContain("encoder.layer.1.output.dense.weight", weights.Names);
    }

    [TorchFact]
    public void Run_WordTable_StaysTheTeachersOwn()
    {
        Run(_data.Options);

        using var teacher = SafetensorsReader.Open(_data.Weights);
        using var student = SafetensorsReader.Open(_run.Folder.LastWeights);
        long[] shape = [TinyModel.Vocabulary.Count, TinyModel.Dimensions];
        Assert.Equal(teacher.Read("embeddings.word_embeddings.weight", shape), student.Read("embeddings.word_embeddings.weight", shape));
    }

    [TorchFact]
    public void Run_SameSeed_SameWeights()
    {
        Run(_data.Options);
        Run(_data.Options, run: _other);

        Assert.Equal(File.ReadAllBytes(_run.Folder.LastWeights), File.ReadAllBytes(_other.Folder.LastWeights));
    }

    [TorchFact]
    public void Run_CutOffWeights_NamesTheTensor()
    {
        using (var file = File.OpenWrite(_data.Weights))
        {
            file.SetLength(file.Length - 100);
        }

        Assert.Contains("is cut off: tensor '", Assert.Throws<WeightsException>(() => Run(_data.Options)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_MissingTensor_IsNamed()
    {
        SafetensorsWriter.Write(_data.Weights, [("embeddings.LayerNorm.weight", [TinyModel.Dimensions], new float[TinyModel.Dimensions])]);

        Assert.Contains(
            "has no tensor 'embeddings.word_embeddings.weight'",
            Assert.Throws<WeightsException>(() => Run(_data.Options)).Message,
            StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_TensorOfAnotherShape_IsNamed()
    {
        SafetensorsWriter.Write(_data.Weights, [("embeddings.word_embeddings.weight", [2, 3], new float[6])]);

        Assert.Contains(
            "Tensor 'embeddings.word_embeddings.weight' of", Assert.Throws<WeightsException>(() => Run(_data.Options)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_OtherVocabulary_SaysThatItDoesNotFit()
    {
        File.AppendAllText(_data.Options.Vocabulary, "zebra\n");

        Assert.Contains("Give the model's own with --vocab", Assert.Throws<WeightsException>(() => Run(_data.Options)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_LayerThatIsNotThere_SaysWhichThereAre() => Assert.Contains(
        "Layer 2 is not in", Assert.Throws<WeightsException>(() => Run(_data.Options with { Layers = [0, 2] })).Message, StringComparison.Ordinal);

    [TorchFact]
    public void Run_MoreTokensThanPositions_IsRefused() => Assert.Contains(
        "has 64 positions, and texts of 65 tokens", Assert.Throws<UnusableInputException>(
            () => Run(_data.Options with { MaxTokens = 65 })).Message, StringComparison.Ordinal);

    [TorchFact]
    public void Run_NothingThere_NamesWhatIsMissing()
    {
        Assert.Throws<ExportException>(() => Run(_data.Options with { Teacher = "nowhere" }));
        Assert.Contains("nowhere", Assert.Throws<DatasetException>(() => Run(_data.Options with { Texts = ["nowhere"] })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "nowhere",
            Assert.Throws<UnusableInputException>(() => Run(_data.Options with { ScoreTeachers = ["nowhere"] })).Message,
            StringComparison.Ordinal);
    }

    private void Run(EmbedDistillOptions options, int steps = 3, TemporaryRun? run = null) => RunSession.Run(
        new()
        {
            Command = "embed-distill",
            Folder = (run ?? _run).Path,
            Options = new Dictionary<string, string>(),
            Steps = steps,
            LearningRate = 1e-2,
            EvaluateEvery = 10,
            Precision = "fp32",
            Error = TextWriter.Null,
        },
        TimeProvider.System,
        session => new EmbedDistillRun(options, session).Run(TestContext.Current.CancellationToken));
}
