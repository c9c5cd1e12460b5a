using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Export.Bert;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Packages;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train evaluate</c>: how good a run is, as the package that it would become.</summary>
internal static class EvaluateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run of distill or embed-distill.", HelpName = "RUN", Required = true };
        var heads = new Option<string[]>("--head-run")
        {
            Description = "A run of distill --head-alone on the same encoder; may be repeated.",
            HelpName = "RUN",
        };
        var precision = new Option<string>("--precision") { Description = "How the package's weights would be stored.", DefaultValueFactory = _ => "int8" };
        var dataset = new Option<string>("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR", Required = true };
        var split = new Option<string>("--split")
        {
            Description = "The judgements to use: qrels/<split>.tsv.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
        };
        var fields = new Option<string>("--text-fields")
        {
            Description = "The fields that make a document's text.",
            HelpName = "A,B",
            DefaultValueFactory = _ => "title,text",
        };
        var weight = new Option<double?>("--model-weight") { Description = "β of the blends, instead of the package's.", HelpName = "β" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        precision.AcceptOnlyFromAmong("int8", "fp32");
        weight.NotNegative();
        var command = new ExampleCommand("evaluate", "Measure a run as the package that it would become: alone, and blended with BM25.")
        {
            Examples =
            [
                "twinbert-train evaluate --run runs/small --dataset samples/catalogue",
                "twinbert-train evaluate --run runs/student --head-run runs/residual --dataset DIR --split test --json",
            ],
            Notes = ["twinbert evaluate compares packages with each other, tunes the blend, and writes run files."],
        };
        foreach (var option in new Option[] { run, heads, precision, dataset, split, fields, weight, json })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            TorchRuntime.Require();
            var package = new RunPackage
            {
                Run = parsed.GetValue(run)!,
                Heads = parsed.GetValue(heads) ?? [],
                Precision = parsed.GetValue(precision) == "int8" ? EncoderPrecision.Quantised : EncoderPrecision.Full,
            };
            var evaluation = new PackageEvaluation(
                parsed.GetValue(dataset)!,
                parsed.GetValue(split)!,
                Lists.Names(fields.Name, parsed.GetValue(fields)!)) { ModelWeight = parsed.GetValue(weight) };
            var report = await MeasureAsync(package, evaluation, parsed.InvocationConfiguration.Error, cancellationToken);
            Write(parsed.InvocationConfiguration.Output, report, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<EvaluationReport> MeasureAsync(
        RunPackage package,
        PackageEvaluation evaluation,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("twinbert-evaluate");
        try
        {
            var written = await package.WriteAsync(
                Path.Combine(folder.FullName, Path.GetFileName(Path.GetFullPath(package.Run))),
                replace: false,
                cancellationToken);
            return await evaluation.RunAsync(written, new EvaluationLines(new RunLines(error, TimeProvider.System)), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(TextWriter output, EvaluationReport report, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(RunFile.Json(report.Rows.Select(row => new
            {
                row.Name,
                JudgedNdcg = row.Judged.Metrics.MeanNdcg,
                Top100Ndcg = row.Top100.Metrics.MeanNdcg,
                Probability = row.Top100.AgainstBm25?.Probability,
            })));
            return;
        }

        var table = new Table().Border(TableBorder.Horizontal).AddColumns("", "judged nDCG@10", "top 100 nDCG@10", "p against BM25");
        foreach (var row in report.Rows)
        {
            table.AddRow(
                Markup.Escape(row.Name),
                Text(row.Judged.Metrics.MeanNdcg),
                Text(row.Top100.Metrics.MeanNdcg),
                row.Top100.AgainstBm25 is { } test ? Text(test.Probability) : "");
        }

        ConsoleWriter.For(output).Write(table);
    }

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
