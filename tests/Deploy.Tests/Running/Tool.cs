using System.Diagnostics;
using TwinBert.TestKit;

namespace TwinBert.Deploy.Tests.Running;

/// <summary>A program on the path that reads what is under deploy/.</summary>
internal static class Tool
{
    /// <summary>Runs it in the repository's root.</summary>
    /// <returns>Its exit code, and what it wrote: to standard output, and to standard error.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string name, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = RepositoryFolder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Whether there is such a program.</summary>
    public static bool IsOnThePath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
