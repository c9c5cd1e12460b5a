using TwinBert.Terminal;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>What a command line ended with and printed.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the whole program in this process. Only for tests of <see cref="ConsoleAlone"/>.</summary>
    public static async Task<CommandLineRun> RunAsync(params string[] args)
    {
        var (formerOutput, formerError) = (Console.Out, Console.Error);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            return new(await CommandLine.RunAsync(args), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(formerOutput);
            Console.SetError(formerError);
        }
    }
}
