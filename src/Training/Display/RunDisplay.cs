using Spectre.Console;
using TwinBert.Terminal;

namespace TwinBert.Training.Display;

/// <summary>Chooses how progress is shown: bars on a terminal, lines elsewhere.</summary>
internal static class RunDisplay
{
    /// <summary>Runs something and shows how it goes.</summary>
    /// <param name="writer">Standard error.</param>
    /// <param name="time">The clock.</param>
    /// <param name="run">What runs.</param>
    public static void Show(TextWriter writer, TimeProvider time, Action<IRunDisplay> run)
    {
        var console = ConsoleWriter.For(writer);
        if (!console.Profile.Out.IsTerminal)
        {
            run(new RunLines(writer, time));
            return;
        }

        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn())
            .Start(context => run(new RunBars(console, context)));
    }
}
