using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model bench</c>.</summary>
internal static class BenchCommand
{
    private static readonly int[] Lengths = [8, 16, 32, 64, 128];

    public static Command Create()
    {
        var package = PackageArgument.Create();
        var threads = new Option<int>("--threads") { Description = "Threads for one text.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure each length.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var documents = new Option<bool>("--documents")
        {
            Description = "Measure documents per second instead, with one processor and with all: what a backfill comes near to at best.",
        };
        var texts = new Option<string?>("--texts") { Description = "With --documents: the texts, one on a line, instead of made-up ones.", HelpName = "FILE" };
        var json = PackageArgument.JsonOption();
        threads.Refuse(value => value is not (>= 1 and <= 256), "--threads must be from 1 to 256.");
        seconds.Refuse(value => value is not (> 0 and <= 60), "--seconds must be above 0 and at most 60.");
        var command = new Command("bench", "Measure how long encoding takes, by the number of tokens; or how many documents a second.") 
        {
            package, threads, seconds, documents, texts, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var loaded = ModelLocator.Load(parsed.GetRequiredValue(package));
            if (parsed.GetValue(documents))
            {
                var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
                return await ThroughputReport.RunAsync(loaded, (parsed.GetValue(texts), duration), parsed.GetValue(json), cancellationToken);
            }

            using var model = PackageArgument.LoadModel(loaded, new() { IntraOpThreads = parsed.GetValue(threads) });
            var timings = new EncoderTimings(model, TimeProvider.System);
            var measured = new List<EncoderTiming>();
            foreach (var length in Lengths.Where(length => length <= loaded.Manifest.Limits.DocumentTokens))
            {
                foreach (var encoder in timings.EncodersOf(length))
                {
                    measured.Add(await timings.MeasureAsync(encoder, length, TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken));
                }
            }

            await ReportAsync(parsed.GetValue(json), loaded, parsed.GetValue(threads), measured);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task ReportAsync(bool json, TwinBert.Model.Packaging.ModelPackage package, int threads, List<EncoderTiming> measured)
    {
        if (json)
        {
            await ModelJson.PrintAsync(
                new { Package = package.Folder, Fingerprint = package.Fingerprint.Value,
                    QueryFingerprint = package.QueryFingerprint.Value, package.Manifest.Encoders.Weights, Threads = threads, Lengths = measured });
            return;
        }

        var table = new Table();
        table.AddColumn("encoder");
        foreach (var column in new[] { "tokens", "p50 ms", "p95 ms", "runs" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var timing in measured)
        {
            FormattableString[] cells = [$"{timing.Encoder}", $"{timing.Tokens}", $"{timing.P50Ms:F2}", $"{timing.P95Ms:F2}", $"{timing.Runs}"];
            table.AddRow(Array.ConvertAll(cells, cell => cell.ToString(CultureInfo.InvariantCulture)));
        }

        AnsiConsole.Write(table);
    }
}
