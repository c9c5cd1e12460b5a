using TwinBert.Docs.Tests.Markdown;

namespace TwinBert.Docs.Tests.Shell;

/// <summary>One simple command of a shell block.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Variables">Assignments in front of it: <c>NAME=value</c>.</param>
/// <param name="Words">The program and its arguments, quotes taken off.</param>
internal sealed record ShellCommand(Place Place, IReadOnlyList<string> Variables, string[] Words)
{
    /// <summary>
    /// The arguments for <c>twinbert</c>, whether it is called by name or by <c>dotnet run</c>; <see langword="null"/> when this is another program.
    /// </summary>
    public string[]? TwinBertArguments
    {
        get
        {
            if (Words is [var program, .. var arguments] && (program == "twinbert" || program.EndsWith("/twinbert", StringComparison.Ordinal)))
            {
                return arguments;
            }

            var separator = Array.IndexOf(Words, "--");
            return Words is ["dotnet", "run", ..] && Words.Contains("src/Cli") && separator > 0 ? Words[(separator + 1)..] : null;
        }
    }
}
