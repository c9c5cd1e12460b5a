using TwinBert.Terminal;
using TwinBert.Training.Commands;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;
using TwinBert.Training.Tests.Distillation;
using TwinBert.Training.Tests.Runs;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly DistillationData _data = new();
    private readonly TemporaryRun _run = new();

    public void Dispose()
    {
        _data.Dispose();
        _run.Dispose();
    }

    [TorchFact]
    public async Task EmbedDistill_RunAgain_GoesOnOrRefuses()
    {
        string[] arguments =
        [
            "embed-distill",
            "--teacher",
            _data.Teacher,
            "--layers",
            "0",
            "--text",
            _data.Pairs,
            "--steps",
            "2",
            "--batch",
            "8",
            "--precision",
            "fp32",
            "--out",
            _run.Path,
        ];

        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal(0, await RunAsync(arguments));
        Assert.Equal(2, await RunAsync([.. arguments, "--seed", "2"]));
        Assert.Equal(0, await RunAsync([.. arguments, "--seed", "2", "--overwrite"]));
        Assert.Equal("2", TwinBert.Training.Files.RunFile.ReadJson<TwinBert.Training.Runs.RunRecord>(_run.Folder.ConfigFile).Options["--seed"]);
    }

    [TorchFact]
    public async Task EmbedDistill_SecondStage_RecordsItsOptionsAndIsGoneOnFrom()
    {
        _data.WriteQueries();
        using var second = new TemporaryRun();
        string[] common =
        [
            "embed-distill",
            "--teacher",
            _data.Teacher,
            "--text",
            _data.Pairs,
            "--text",
            _data.Catalogue,
            "--split",
            "train",
            "--steps",
            "2",
            "--batch",
            "8",
            "--precision",
            "fp32",
        ];
        string[] next = [.. common, "--start", _run.Path, "--query-neighbours", "2", "--of-nearest", "4", "--out", second.Path];

        Assert.Equal(0, await RunAsync([.. common, "--text", _data.Catalogue, "--layers", "0", "--dimensions", "8", "--out", _run.Path]));
        Assert.Equal(0, await RunAsync(next));
        Assert.Equal(0, await RunAsync(next));

        var record = TwinBert.Training.Files.RunFile.ReadJson<TwinBert.Training.Runs.RunRecord>(second.Folder.ConfigFile);
        Assert.Equal((_run.Path, "2", "4"), (record.Options["--start"], record.Options["--query-neighbours"], record.Options["--of-nearest"]));
        Assert.Equal((1, 8), (record.Model!.Tower.Trunk.Layers, record.Model.Tower.Dimensions));
        Assert.Equal(2, await RunAsync([.. next[..^4], "--of-nearest", "5", .. next[^2..]]));
    }

    [Theory]
    [InlineData("embed-distill")]
    [InlineData("embed-distill --teacher a --text b --out c --steps 0")]
    [InlineData("embed-distill --teacher a --text b --out c --precision fp64")]
    [InlineData("embed-distill --teacher a --text b --out c --max-tokens 2")]
    [InlineData("embed-distill --teacher a --text b --out c --steps 1 --start d --layers 0")]
    [InlineData("embed-distill --teacher a --text b --out c --steps 1 --start ./c --overwrite")]
    [InlineData("embed-distill --teacher a --text b --out c --steps 1 --query-neighbours 0")]
    [InlineData("unheard-of")]
    public async Task RunAsync_UnusableCommandLine_EndsWithTwo(string commandLine) => Assert.Equal(2, await RunAsync(commandLine.Split(' ')));

    [Fact]
    public void CreateRoot_EveryCommand_HasExamplesThatItTakes()
    {
        var root = CommandLine.CreateRoot();

        Assert.All(root.Subcommands, command =>
        {
            var examples = Assert.IsType<ExampleCommand>(command).Examples;
            Assert.NotEmpty(examples);
            Assert.All(examples, example => Assert.Empty(root.Parse(example.Split(' ')[1..]).Errors.Select(error => error.Message)));
        });
    }

    private static Task<int> RunAsync(string[] arguments) => CommandLine.RunAsync(arguments);
}
