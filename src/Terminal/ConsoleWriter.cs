using Spectre.Console;

namespace TwinBert.Terminal;

/// <summary>Formatted output on a writer: coloured and as wide as the window where the writer is a terminal, plain and of a fixed width elsewhere.</summary>
public static class ConsoleWriter
{
    private const int FileWidth = 132;

    /// <summary>Makes one.</summary>
    /// <param name="writer">Where it writes.</param>
    public static IAnsiConsole For(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }
}
