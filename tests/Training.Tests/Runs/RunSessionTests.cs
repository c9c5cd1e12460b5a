using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Loop;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Runs;

public sealed class RunSessionTests : IDisposable
{
    private static readonly Dictionary<string, string> Data = new() { ["texts"] = "a" };
    private readonly TemporaryRun _run = new();
    private readonly StringWriter _said = new();

    public void Dispose() => _run.Dispose();

    [TorchFact]
    public void Run_NewFolder_LeavesEverythingOfARun()
    {
        Train(Request());

        Assert.Equal(
            ["best.safetensors", "config.json", "last.safetensors", "metrics.json", "training.svg"],
            Directory.GetFiles(_run.Path).Select(path => Path.GetFileName(path)).Order());
        var record = RunFile.ReadJson<RunRecord>(_run.Folder.ConfigFile);
        Assert.Equal((4, "fp32", "a"), (record.Steps, record.Precision, record.Data!["texts"]));
        var metrics = RunFile.ReadJson<RunMetrics>(_run.Folder.MetricsFile);
        Assert.Equal((4, 0.25, 4), (metrics.Steps, metrics.BestDev, metrics.BestStep));
        Assert.Contains("4 steps, matrices in fp32", _said.ToString(), StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_OtherOptions_NamesThemAndChangesNothing()
    {
        Train(Request());
        var before = File.ReadAllText(_run.Folder.ConfigFile);

        var exception = Assert.Throws<UnusableInputException>(() => Train(Request("--batch", "64") with { Seed = 1 }));

        Assert.Contains("--batch was '32' and is '64'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_run.Folder.ConfigFile));
    }

    [TorchFact]
    public void Run_EarlierOneFailedOnItsInput_BeginsAnew()
    {
        Assert.Throws<UnusableInputException>(() => RunSession.Run(
            Request("--batch", "64"), TimeProvider.System, _ => throw new UnusableInputException("no such file")));
        Train(Request());

        Assert.Equal("32", RunFile.ReadJson<RunRecord>(_run.Folder.ConfigFile).Options["--batch"]);
    }

    [TorchFact]
    public void Run_OtherContent_IsRefused()
    {
        Train(Request());

        var exception = Assert.Throws<UnusableInputException>(() => Train(Request(), new() { ["texts"] = "b" }));

        Assert.Contains("the content of the texts has changed", exception.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_Overwrite_BeginsAnew()
    {
        Train(Request());
        Train(Request("--batch", "64") with { Overwrite = true, Steps = 3 });

        Assert.Equal(["checkpoint-00000003"], _run.Checkpoints);
    }

    [TorchFact]
    public void Run_FolderOfOneThatMadeNothing_TakesOverNoDocuments()
    {
        using var model = TinyModel.Create();
        Assert.Throws<InvalidDataException>(() => RunSession.Run(Request(), TimeProvider.System, session =>
        {
            session.Folder.KeepDocuments(model.Package);
            throw new InvalidDataException();
        }));
        Assert.True(_run.Folder.KeepsDocuments);

        Train(Request("--batch", "64"));

        Assert.False(_run.Folder.KeepsDocuments);
    }

    [TorchFact]
    public void Run_FolderOfSomethingElse_IsRefused()
    {
        Directory.CreateDirectory(_run.Path);
        File.WriteAllText(Path.Combine(_run.Path, "thesis.txt"), "");

        Assert.Contains("is no run", Assert.Throws<UnusableInputException>(() => Train(Request())).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Run_DamagedConfiguration_SaysSo()
    {
        Train(Request());
        File.WriteAllText(_run.Folder.ConfigFile, "{");

        Assert.Contains("is damaged", Assert.Throws<TrainingException>(() => Train(Request())).Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData(null, null)]
    [InlineData(4, 1.0)]
    public void Run_NoLengthOrTwo_IsRefused(int? steps, double? minutes) =>
        Assert.Equal(
            "Give either --steps or --minutes.",
            Assert.Throws<UnusableInputException>(() => Train(Request() with { Steps = steps, Minutes = minutes })).Message);

    [TorchFact]
    public void Run_Minutes_TakesTheStepsFromTheMeasuredRate()
    {
        Train(Request() with { Steps = null, Minutes = 1e-9 });

        Assert.Equal(1, RunFile.ReadJson<RunRecord>(_run.Folder.ConfigFile).Steps);
        Assert.Contains("s in fp32", _said.ToString(), StringComparison.Ordinal);
    }

    private static void Train(RunRequest request, Dictionary<string, string>? data = null) => RunSession.Run(request, TimeProvider.System, session =>
    {
        using var task = new NoisyTask(0.25);
        session.Note(data ?? Data, new(16, 64));
        session.Train(task.Parameters, new ForwardMode(), task, settings => settings, CancellationToken.None);
    });

    private RunRequest Request(string option = "--batch", string value = "32") => new()
    {
        Command = "test",
        Folder = _run.Path,
        Options = new Dictionary<string, string> { [option] = value },
        Steps = 4,
        LearningRate = 0.01,
        Precision = "fp32",
        Error = _said,
    };
}
