using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model verify</c>.</summary>
internal static class VerifyCommand
{
    private const int ShownCharacters = 48;

    public static Command Create()
    {
        var package = PackageArgument.Create();
        var golden = new Option<string>("--golden")
        {
            Description = "Texts with the ids and embeddings of the published model, and pairs with what its crossing layers say.",
            HelpName = "FILE",
            Required = true,
        };
        var json = PackageArgument.JsonOption();
        var command = new Command(
            "verify",
            "Compare a package with the published model: all token ids equal, cosine at least 0.9999 (fp32) or 0.99 (int8), crossing layers within "
                + "0.0001.") { package, golden, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = ModelLocator.Load(parsed.GetRequiredValue(package));
            var texts = GoldenFile.Read(parsed.GetRequiredValue(golden), loaded);
            using var model = PackageArgument.LoadModel(loaded, new());
            var report = await GoldenReport.MakeAsync(model, texts, cancellationToken);
            if (parsed.GetValue(json))
            {
                await ModelJson.PrintAsync(report);
            }
            else
            {
                Print(report);
            }

            return report.Passed ? ExitCode.Done : ExitCode.Incomplete;
        });
        return command;
    }

    private static void Print(GoldenReport report)
    {
        var table = new Table()
            .AddColumn("text")
            .AddColumn(new TableColumn("tokens").RightAligned())
            .AddColumn("ids")
            .AddColumn(new TableColumn("cosine").RightAligned());
        foreach (var text in report.Texts)
        {
            var shown = text.Text.Length > ShownCharacters ? text.Text[..ShownCharacters] + "…" : text.Text;
            table.AddRow(
                Markup.Escape(shown),
                text.Tokens.ToString(CultureInfo.InvariantCulture),
                text.IdsEqual ? "equal" : "[red]differ[/]",
                Cosine(text.Cosine, report.RequiredCosine));
        }

        AnsiConsole.Write(table);
        foreach (var crossing in report.Crossings)
        {
            var verdict = crossing.LargestDifference <= GoldenReport.AllowedDifference ? "[green]within[/]" : "[red]beyond[/]";
            AnsiConsole.MarkupLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Markup.Escape(crossing.Layer)}: largest difference of "
                        + $"{crossing.Pairs} pairs {crossing.LargestDifference:E1}, {verdict} {GoldenReport.AllowedDifference}"));
        }

        AnsiConsole.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Markup.Escape(report.Package)} ({report.Fingerprint}, {report.Weights}): ids equal {report.IdsEqual}/{report.Texts.Count}, cosine least "
                + $"{report.MinCosine:F6}, mean {report.MeanCosine:F6}, required "
                + $"{report.RequiredCosine}: {(report.Passed ? "[green]passed[/]" : "[red]not met[/]")}"));
    }

    private static string Cosine(float cosine, float required) =>
        cosine.ToString(cosine >= required ? "F6" : "'[red]'0.000000'[/]'", CultureInfo.InvariantCulture);
}
