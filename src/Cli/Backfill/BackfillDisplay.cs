using Spectre.Console;
using TwinBert.Backfill.Running;

namespace TwinBert.Cli.Backfill;

/// <summary>Shows a backfill while it runs: a bar on a terminal, a line now and then where the output goes elsewhere.</summary>
internal static class BackfillDisplay
{
    public static async Task<BackfillReport> ShowAsync(
        IAnsiConsole console, TimeProvider time, bool staysOn, Func<IProgress<BackfillProgress>, Task<BackfillReport>> run)
    {
        if (staysOn || !console.Profile.Out.IsTerminal)
        {
            return await run(new ProgressLines(Console.Error, time));
        }

        return await console.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context => run(new ProgressBars(context, time)));
    }
}
