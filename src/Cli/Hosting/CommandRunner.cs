using System.CommandLine;

namespace TwinBert.Cli.Hosting;

/// <summary>Runs a command line: unusable input becomes one line on standard error and exit code 2, Ctrl-C exit code 130.</summary>
internal static class CommandRunner
{
    // Longer than a serving sidecar takes to let the requests in flight end.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var asked = string.Join(' ', new[] { "twinbert" }.Concat(parsed.CommandResult.Command is RootCommand ? [] : [parsed.CommandResult.Command.Name]));
            return Report(string.Join(' ', parsed.Errors.Select(error => error.Message)) + $" See: {asked} --help");
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout });
        }
        catch (UnusableInputException e)
        {
            return Report(e.Message);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("twinbert: interrupted");
            return ExitCode.Interrupted;
        }
    }

    private static int Report(string message)
    {
        Console.Error.WriteLine("twinbert: " + OneLine.Of(message.ReplaceLineEndings(" ")));
        return ExitCode.Unusable;
    }
}
