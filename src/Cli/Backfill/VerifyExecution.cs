using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Verifying;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Encodes documents again, compares them with what is stored, and says what is not as it should be.</summary>
internal static class VerifyExecution
{
    private const int MostShown = 20;
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static async Task<int> RunAsync(BackfillWork work, int sample, CancellationToken cancellationToken)
    {
        var calls = new RetryingClusterCalls(work.Upstream.Calls, new(), TimeProvider.System);
        var verifier = new EmbeddingVerifier(calls, work.Upstream.Identity, work.Arguments.Configuration.Limits.MaxDocumentBytes);
        var reports = new List<VerificationReport>();
        foreach (var index in work.Plan.Indices)
        {
            (int, int)? wanted = sample == 0 ? null : (sample, RandomNumberGenerator.GetInt32(int.MaxValue));
            var encoder = work.Models.Encoders[index.Fields.Model.Fingerprint];
            reports.Add(await verifier.VerifyAsync(index, encoder, wanted, new ReadingLines(index.Name, "verified"), cancellationToken));
        }

        if (work.Arguments.Json)
        {
            var indices = reports.Select(report => new { report.Index, report.Read, Sound = report.IsSound, report.Counts, report.Found, report.Failure });
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Indices = indices }, Json));
        }
        else
        {
            WriteTable(reports);
            WriteFound(reports);
        }

        foreach (var report in reports.Where(report => report.Failure is not null))
        {
            await Console.Error.WriteLineAsync($"{report.Index} was not read to the end: {report.Failure}");
        }

        return reports.All(report => report.IsSound) ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static void WriteTable(IEnumerable<VerificationReport> reports)
    {
        var table = new Table().Border(TableBorder.Horizontal).AddColumn("index");
        foreach (var heading in new[] { "read", "identical", "near", "different", "stale", "missing", "foreign", "no text" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        }

        foreach (var report in reports)
        {
            string[] figures = [.. Enum.GetValues<VerifiedState>().Select(state => Number(report.Counts.GetValueOrDefault(state)))];
            table.AddRow([Markup.Escape(report.Index), Number(report.Read), .. figures]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
    }

    private static void WriteFound(IEnumerable<VerificationReport> reports)
    {
        foreach (var report in reports)
        {
            foreach (var document in report.Found.Take(MostShown))
            {
                var cosine = document.Cosine is { } value ? string.Create(CultureInfo.InvariantCulture, $" (cosine {value:F3})") : "";
                Console.Out.WriteLine($"{report.Index} {document.Id}: {JsonNamingPolicy.SnakeCaseLower.ConvertName(document.State.ToString())}{cosine}");
            }

            if (report.Found.Count > MostShown)
            {
                Console.Out.WriteLine($"{report.Index}: and {Number(report.Found.Count - MostShown)} more, which --json lists");
            }
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
