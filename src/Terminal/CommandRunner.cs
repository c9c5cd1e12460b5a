using System.CommandLine;

namespace TwinBert.Terminal;

/// <summary>
/// Runs a command line to its exit code: what went wrong becomes one line on standard error, and the exit code 2 for unusable input, 130 for Ctrl-C.
/// Immutable and thread-safe.
/// </summary>
/// <param name="program">The program's name, which stands before every line.</param>
/// <param name="root">Its commands.</param>
public sealed class CommandRunner(string program, RootCommand root)
{
    /// <summary>How long a command may take to end after Ctrl-C.</summary>
    public required TimeSpan TerminationTimeout { get; init; }

    /// <summary>What a command that ended by Ctrl-C says.</summary>
    /// <value><c>interrupted</c></value>
    public string Interruption { get; init; } = "interrupted";

    /// <summary>
    /// The exit code that belongs to a failure which needs no more than its message; <see langword="null"/> for any other, which ends the process as it does.
    /// </summary>
    /// <value>2 for <see cref="UnusableInputException"/> alone</value>
    public Func<Exception, int?> ExitCodeOf { get; init; } = failure => failure is UnusableInputException ? ExitCode.Unusable : null;

    /// <summary>Runs it.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var asked = parsed.CommandResult.Command is RootCommand ? program : $"{program} {parsed.CommandResult.Command.Name}";
            return Report(ExitCode.Unusable, $"{string.Join(' ', parsed.Errors.Select(error => Unindented(error.Message)))} See: {asked} --help");
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Report(ExitCode.Interrupted, Interruption);
        }
        catch (Exception e) when (ExitCodeOf(e) is not null)
        {
            return Report(ExitCodeOf(e)!.Value, e.Message);
        }
    }

    // The values that an option takes come on lines of their own.
    private static string Unindented(string message) => message.ReplaceLineEndings("\n").Replace("\n\t", " ", StringComparison.Ordinal);

    private int Report(int exitCode, string message)
    {
        Console.Error.WriteLine($"{program}: {OneLine.Of(message.ReplaceLineEndings(" "))}");
        return exitCode;
    }
}
