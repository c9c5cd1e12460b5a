using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Reports;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train report</c>: a document of what was trained and measured.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var runs = new Option<string>("--runs") { Description = "The folder that holds the runs' own.", HelpName = "DIR", Required = true };
        var names = new Option<string?>("--names")
        {
            Description = "Which runs of it, in this order; all in the order in which they began if not given.",
            HelpName = "A,B",
        };
        var evaluations = new Option<string[]>("--evaluation")
        {
            Description = "What twinbert evaluate --json printed; again for each more. Files of one split become one table.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var packages = new Option<string[]>("--package")
        {
            Description = "A package whose size is stated; again for each more.",
            HelpName = "DIR",
            AllowMultipleArgumentsPerToken = true,
        };
        var title = new Option<string>("--title") { Description = "The document's heading.", HelpName = "TEXT", DefaultValueFactory = _ => "A training" };
        var target = new Option<string>("--out")
        {
            Description = "The document; images go into a folder of its name beside it. Notes between its marks stay.",
            HelpName = "FILE.md",
            Required = true,
        };
        var command = new ExampleCommand("report", "Write a document with tables and plots of what was trained and measured.")
        {
            Examples =
            [
                "twinbert-train report --runs runs --names teacher,student,residual --evaluation test.json --package models/shop --out shop.md",
                "twinbert-train report --runs runs --evaluation test.json other.json --title Shop --out shop.md",
            ],
        };
        foreach (var option in new Option[] { runs, names, evaluations, packages, title, target })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var report = new TrainingReport(
                parsed.GetValue(title)!,
                ReportRun.Read(parsed.GetValue(runs)!, parsed.GetValue(names) is { } list ? Lists.Names(names.Name, list) : []),
                EvaluationResults.Read(parsed.GetValue(evaluations) ?? []),
                parsed.GetValue(packages) ?? []);
            report.Write(parsed.GetValue(target)!);
            parsed.InvocationConfiguration.Error.WriteLine($"The report is {parsed.GetValue(target)}");
            return ExitCode.Done;
        });
        return command;
    }
}
