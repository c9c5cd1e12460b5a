using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Export;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Training.Files;

namespace TwinBert.Training.Commands;

/// <summary>
/// Runs a command line: what went wrong becomes one line on standard error and the exit code 2 for unusable input, 1 for work that failed, 130 for Ctrl-C.
/// </summary>
internal static class CommandRunner
{
    private const string Program = "twinbert-train";

    // A step that runs is finished, and its checkpoint written.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its exit code.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTimeout };
        if (parsed.Errors.Count > 0)
        {
            var asked = parsed.CommandResult.Command is RootCommand ? Program : $"{Program} {parsed.CommandResult.Command.Name}";
            return Report(ExitCode.Unusable, $"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See: {asked} --help");
        }

        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (OperationCanceledException)
        {
            return Report(ExitCode.Interrupted, "interrupted; the same command goes on from here");
        }
        catch (Exception e) when (IsUnusableInput(e))
        {
            return Report(ExitCode.Unusable, e.Message);
        }
        catch (Exception e) when (e is TrainingException or EncodingException or IOException or UnauthorizedAccessException)
        {
            return Report(ExitCode.Incomplete, e.Message);
        }
    }

    private static bool IsUnusableInput(Exception e) =>
        e is UnusableInputException or DatasetException or WeightsException or ExportException or ModelPackageException or InvalidDataException;

    private static int Report(int exitCode, string message)
    {
        Console.Error.WriteLine($"{Program}: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
