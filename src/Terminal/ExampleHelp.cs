using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TwinBert.Terminal;

/// <summary>Writes the usual help, and after it the examples of a command that has some.</summary>
/// <param name="usual">Writes the usual help.</param>
public sealed class ExampleHelp(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    /// <summary>Makes <c>--help</c> of a whole command line show examples.</summary>
    public static RootCommand In(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelp((SynchronousCommandLineAction)help.Action!);
        }

        return root;
    }

    /// <summary>Who asks for help need not have given what the command requires.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            Write(output, "Examples:", command.Examples);
            Write(output, "Notes:", command.Notes);
        }

        return exitCode;
    }

    private static void Write(TextWriter output, string heading, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            output.WriteLine(heading);
            output.WriteLine(string.Join(Environment.NewLine, lines.Select(line => "  " + line)));
            output.WriteLine();
        }
    }
}
