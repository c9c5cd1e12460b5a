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

/// <summary>Runs that go on from the weights of an earlier one.</summary>
public sealed class EmbedDistillStartTests : IDisposable
{
    private const double NoRate = 1e-20;
    private readonly DistillationData _data = new();
    private readonly TinyModel _scoreTeacher = TinyModel.Create();
    private readonly TemporaryRun _first = new();
    private readonly TemporaryRun _second = new();
    private readonly TemporaryRun _other = new();

    public EmbedDistillStartTests() => _data.WriteQueries();

    public void Dispose()
    {
        _data.Dispose();
        _scoreTeacher.Dispose();
        _first.Dispose();
        _second.Dispose();
        _other.Dispose();
    }

    private EmbedDistillOptions First =>
        _data.Options with { Texts = [_data.Pairs, _data.Catalogue, _data.Catalogue], Split = "train", ScoreTeachers = [ScoreTeacher] };

    private EmbedDistillOptions Second =>
        First with { Texts = _data.Options.Texts, Start = _first.Path, QueryNeighbours = 2, OfNearest = 4, Layers = [], Dimensions = 5 };

    private string ScoreTeacher => Path.Combine(_scoreTeacher.Package.Folder, "encoder.onnx");

    [TorchFact]
    public void Run_Start_BeginsWithItsWeightsAndMaps()
    {
        Run(First, _first, steps: 10);
        Run(Second, _second, rate: NoRate);

        Assert.Equal(File.ReadAllBytes(_first.Folder.BestWeights), File.ReadAllBytes(_second.Folder.BestWeights));
        var (before, after) = (Record(_first), Record(_second));
        Assert.Equal(before.Model, after.Model);
        Assert.Equal(RunFile.Hash(_first.Folder.BestWeights), after.Data!["start"]);
    }

    [TorchFact]
    public void Run_Start_LearnsFurther()
    {
        Run(First, _first, steps: 10);
        Run(Second, _second, steps: 10);

        using var before = SafetensorsReader.Open(_first.Folder.BestWeights);
        using var after = SafetensorsReader.Open(_second.Folder.LastWeights);
        Assert.Equal(before.Names.Order(), after.Names.Order());
        Assert.NotEqual(
            before.Read("maps.1.weight", TinyModel.Dimensions, TinyModel.Dimensions),
            after.Read("maps.1.weight", TinyModel.Dimensions, TinyModel.Dimensions));
        long[] words = [TinyModel.Vocabulary.Count, TinyModel.Dimensions];
        Assert.Equal(before.Read("embeddings.word_embeddings.weight", words), after.Read("embeddings.word_embeddings.weight", words));
    }

    [TorchFact]
    public void Run_Start_TakesWhatTeachersMadeOfTheSameTexts()
    {
        Run(First, _first);
        const string Name = "teacher-1.f16";
        var marked = File.ReadAllBytes(Path.Combine(_first.Path, Name));
        marked[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(_first.Path, Name), marked);

        Run(Second, _second);
        Run(Second with { MaxTokens = 6 }, _other);

        Assert.Equal(marked, File.ReadAllBytes(Path.Combine(_second.Path, Name)));
        Assert.NotEqual(marked[..32], File.ReadAllBytes(Path.Combine(_other.Path, Name))[..32]);
    }

    [TorchFact]
    public void Run_StoppedAndGoneOn_EndsWithTheSameWeights()
    {
        Run(First, _first);
        Run(Second, _second, steps: 6);
        using (var stop = new CancelAtEvaluation())
        {
            Assert.Throws<OperationCanceledException>(() => Run(Second, _other, steps: 6, stop: stop));
        }

        Assert.Equal(["checkpoint-00000003"], _other.Checkpoints);
        Run(Second, _other, steps: 6);

        Assert.Equal(File.ReadAllBytes(_second.Folder.LastWeights), File.ReadAllBytes(_other.Folder.LastWeights));
    }

    [TorchFact]
    public void Run_StartThatHasChanged_IsRefused()
    {
        Run(First, _first);
        Run(Second, _second);
        File.Copy(_second.Folder.LastWeights, _first.Folder.BestWeights, overwrite: true);

        Assert.Contains("the content of the start has changed", Refused(Second, _second), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_OtherTeachersThanTheStarts_AreRefused()
    {
        Run(First, _first);
        using var stranger = TinyModel.Create(quantised: true);
        var file = Path.Combine(stranger.Package.Folder, "encoder.onnx");

        Assert.Contains("learned from 2 teachers, not from 1", Refused(Second with { ScoreTeachers = [] }, _second), StringComparison.Ordinal);
        Assert.Contains($"did not read the same {file}", Refused(Second with { ScoreTeachers = [file] }, _other), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_StartWithoutMaps_IsRefused()
    {
        Assert.Contains("is no run", Refused(Second, _second), StringComparison.Ordinal);

        Run(First, _first);
        using (var weights = SafetensorsReader.Open(_first.Folder.BestWeights))
        {
            SafetensorsWriter.Write(_first.Folder.BestWeights, [("downscale.bias", [8], weights.Read("downscale.bias", 8))]);
        }

        Assert.Contains("has no maps to teachers' embeddings", Refused(Second, _other), StringComparison.Ordinal);
    }

    private static string Refused(EmbedDistillOptions options, TemporaryRun run) => Assert.Throws<UnusableInputException>(() => Run(options, run)).Message;

    private static RunRecord Record(TemporaryRun run) => RunFile.ReadJson<RunRecord>(run.Folder.ConfigFile);

    private static void Run(
        EmbedDistillOptions options,
        TemporaryRun run,
        int steps = 3,
        double rate = 1e-2,
        CancelAtEvaluation? stop = null) => RunSession.Run(
        new()
        {
            Command = "embed-distill",
            Folder = run.Path,
            Options = new Dictionary<string, string>(),
            Steps = steps,
            LearningRate = rate,
            EvaluateEvery = 3,
            Precision = "fp32",
            Error = stop ?? TextWriter.Null,
        },
        TimeProvider.System,
        session => new EmbedDistillRun(options, session).Run(stop?.Token ?? TestContext.Current.CancellationToken));

    /// <summary>Standard error of a run that is cancelled when its dev metric is said.</summary>
    private sealed class CancelAtEvaluation : StringWriter
    {
        private readonly CancellationTokenSource _cancellation = new();

        public CancellationToken Token => _cancellation.Token;

        public override void WriteLine(string? value)
        {
            if (value!.Contains(": dev ", StringComparison.Ordinal))
            {
                _cancellation.Cancel();
            }
        }

        protected override void Dispose(bool disposing)
        {
            _cancellation.Dispose();
            base.Dispose(disposing);
        }
    }
}
