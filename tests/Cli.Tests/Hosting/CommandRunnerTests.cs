using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

[Collection(ConsoleAlone.Name)]
public sealed class CommandRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RunAsync_Help_NamesEveryCommand()
    {
        var run = await CommandLineRun.RunAsync("--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        string[] commands = ["demo", "serve", "backfill", "jobs", "status", "repair", "evaluate", "model", "health", "load", "doctor", "explain", "remove"];
        Assert.All(commands, command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_EveryCommandsHelp_SaysWhatEachOptionDoes()
    {
        foreach (var command in CommandLine.CreateRoot().Subcommands)
        {
            var run = await CommandLineRun.RunAsync(command.Name, "--help");

            Assert.Equal(ExitCode.Done, run.ExitCode);
            Assert.NotEmpty(command.Description!);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name} has no description"));
        }
    }

    [Fact]
    public async Task RunAsync_HelpOfACommandWithExamples_ShowsThem()
    {
        var run = await CommandLineRun.RunAsync("backfill", "--help");

        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.Contains("twinbert backfill products --dry-run", run.Output, StringComparison.Ordinal);
        Assert.Contains("130 interrupted", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Version_PrintsIt()
    {
        var run = await CommandLineRun.RunAsync("--version");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    [Theory]
    [InlineData("--frobnicate", "--frobnicate")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task RunAsync_UnknownWord_EndsWithTwoAndAHint(string word, string expected)
    {
        var run = await CommandLineRun.RunAsync(word);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backfill", "products")]
    [InlineData("status", "products")]
    [InlineData("serve")]
    public async Task RunAsync_MalformedConfiguration_NamesEveryErrorAndItsPath(params string[] command)
    {
        var file = Write("""{"Listen":"nowhere","Indices":{"products*":{"TextFields":[],"Window":0,"Windo":3}},"Limits":{"QueryCacheEntries":"many"}}""");

        var run = await CommandLineRun.RunAsync([.. command, "--config", file]);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string[] paths = ["Listen:", "Indices:products*:TextFields:", "Indices:products*:Window:", "Indices:products*:Windo:", "Limits:QueryCacheEntries:"];
        Assert.All(paths, path => Assert.Contains(path, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_BrokenJson_NamesTheFile()
    {
        var file = Write("""{"Listen": """);

        var run = await CommandLineRun.RunAsync("backfill", "products", "--config", file);

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(file, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ConfigurationMissing_NamesTheFile()
    {
        var run = await CommandLineRun.RunAsync("status", "products", "--config", Path.Combine(_folder.FullName, "none.json"));

        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("none.json", run.Error, StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        var path = Path.Combine(_folder.FullName, "twinbert.json");
        File.WriteAllText(path, json);
        return path;
    }
}
