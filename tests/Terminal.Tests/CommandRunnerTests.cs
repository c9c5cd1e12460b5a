using System.CommandLine;
using Xunit;

namespace TwinBert.Terminal.Tests;

/// <summary>The tests look at standard error, which belongs to the process: they are one class, and so run one after the other.</summary>
public sealed class CommandRunnerTests : IDisposable
{
    private readonly TextWriter _former = Console.Error;
    private readonly StringWriter _error = new();

    public CommandRunnerTests() => Console.SetError(_error);

    public void Dispose()
    {
        Console.SetError(_former);
        _error.Dispose();
    }

    [Fact]
    public async Task RunAsync_CommandEnds_GivesItsExitCode()
    {
        Assert.Equal(ExitCode.Behind, await RunAsync(() => ExitCode.Behind));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task RunAsync_UnusableInput_IsOneLineAndTwo()
    {
        Assert.Equal(ExitCode.Unusable, await RunAsync(() => throw new UnusableInputException("There is no index '\u001b[2J'.\nMake it.")));
        Assert.Equal($"shoes: There is no index '\\u001b[2J'. Make it.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_Interrupted_SaysWhatTheProgramSaysThen()
    {
        Assert.Equal(ExitCode.Interrupted, await RunAsync(() => throw new OperationCanceledException()));
        Assert.Equal($"shoes: stopped half-way{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_FailureThatTheProgramKnows_GivesItsExitCode()
    {
        Assert.Equal(ExitCode.Incomplete, await RunAsync(() => throw new IOException("The disk is full.")));
        Assert.Equal($"shoes: The disk is full.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_FailureThatNobodyKnows_GetsOut() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(() => throw new InvalidOperationException()));

    [Theory]
    [InlineData("--laces", "shoes --help")]
    [InlineData("buy --laces", "shoes buy --help")]
    public async Task RunAsync_UnknownOption_PointsToTheHelpOfTheCommand(string commandLine, string help)
    {
        Assert.Equal(ExitCode.Unusable, await Runner(() => ExitCode.Done).RunAsync(commandLine.Split(' ')));
        Assert.EndsWith($"See: {help}{Environment.NewLine}", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pairs 0", "--pairs is 1 or more.")]
    [InlineData("--price -1", "--price is 0 or more.")]
    [InlineData("--price NaN", "--price is 0 or more.")]
    [InlineData("--size 0", "--size is above 0.")]
    [InlineData("--colour blue", "Argument 'blue' not recognized. Must be one of: 'black' 'brown' See: shoes buy --help")]
    public async Task RunAsync_ValueOutsideOfItsBounds_IsRefused(string option, string message)
    {
        Assert.Equal(ExitCode.Unusable, await Runner(() => ExitCode.Done).RunAsync($"buy {option}".Split(' ')));
        Assert.StartsWith($"shoes: {message}", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_HelpOfACommandWithExamples_EndsWithThem()
    {
        await using var output = new StringWriter();
        var parsed = Root(() => ExitCode.Done).Parse(["buy", "--help"]);
        await parsed.InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Examples:", "  shoes buy --pairs 2", "Notes:", "  Exit codes: 0."], lines[^4..]);
    }

    private static Task<int> RunAsync(Func<int> action) => Runner(action).RunAsync(["buy"]);

    private static CommandRunner Runner(Func<int> action) => new("shoes", Root(action))
    {
        TerminationTimeout = TimeSpan.FromSeconds(1),
        Interruption = "stopped half-way",
        ExitCodeOf = failure => failure switch
        {
            UnusableInputException => ExitCode.Unusable,
            IOException => ExitCode.Incomplete,
            _ => null,
        },
    };

    private static RootCommand Root(Func<int> action)
    {
        var (pairs, price, size) = (new Option<int>("--pairs") { DefaultValueFactory = _ => 1 }, new Option<double>("--price"), new Option<double?>("--size"));
        pairs.AtLeast(1);
        price.NotNegative();
        size.Positive();
        var colour = new Option<string?>("--colour");
        colour.AcceptOnlyFromAmong("black", "brown");
        var buy = new ExampleCommand("buy", "Buy some.") { Examples = ["shoes buy --pairs 2"], Notes = ["Exit codes: 0."] };
        foreach (var option in new Option[] { pairs, price, size, colour })
        {
            buy.Add(option);
        }

        buy.SetAction((_, _) => Task.FromResult(action()));
        return ExampleHelp.In(new("Sells shoes.") { buy });
    }
}
