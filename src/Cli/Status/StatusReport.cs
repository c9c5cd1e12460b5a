using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Terminal;

namespace TwinBert.Cli.Status;

/// <summary>Counts embeddings and says what was counted. Changes nothing.</summary>
internal static class StatusReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(string[] indices, TwinBertOptions options, bool json, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var model = ModelLocator.Load(options.Model);
        var plan = await upstream.PlanAsync(indices, options, new(model.Dimensions, Writes: false, TextFields: false), cancellationToken);
        var counter = new CoverageCounter(upstream.Calls, model.Fingerprint);
        var counts = new List<(IndexPlan Index, IndexCoverage Coverage)>();
        foreach (var index in plan.Indices)
        {
            var (coverage, failure) = await counter.CountAsync(index.Name, index.Fields.Embedding, cancellationToken);
            counts.Add((index, coverage ?? throw new UnusableInputException($"The documents of '{index.Name}' cannot be counted: {failure}")));
        }

        if (json)
        {
            var document = new { Model = model.Fingerprint.Value, Indices = counts.Select(
                count => new { Index = count.Index.Name, count.Coverage.Total, count.Coverage.Current, count.Coverage.OtherModel,
                    count.Coverage.Missing, count.Index.Misfit }) };
            Console.Out.WriteLine(JsonSerializer.Serialize(document, Json));
        }
        else
        {
            WriteTable(counts, model.Fingerprint);
        }

        foreach (var misfit in plan.Indices.Select(index => index.Misfit).OfType<string>())
        {
            await Console.Error.WriteLineAsync(misfit);
        }

        return plan.Indices.All(index => index.Misfit is null) ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static void WriteTable(IEnumerable<(IndexPlan Index, IndexCoverage Coverage)> counts, ModelFingerprint model)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("index");
        foreach (var heading in new[] { "documents", $"model {model}", "another model", "none", "coverage" })
        {
            table.AddColumn(new TableColumn(heading) { Alignment = Justify.Right });
        }

        foreach (var (index, coverage) in counts)
        {
            var share = coverage.Total == 0 ? 1 : (double)coverage.Current / coverage.Total;
            table.AddRow(
                Markup.Escape(index.Name),
                Number(coverage.Total),
                Number(coverage.Current),
                Number(coverage.OtherModel),
                Number(coverage.Missing),
                share.ToString("P1", CultureInfo.InvariantCulture));
        }

        var output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        output.Write(table);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
