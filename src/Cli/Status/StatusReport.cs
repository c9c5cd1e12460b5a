using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Status;

/// <summary>Counts embeddings and says what was counted. Changes nothing.</summary>
internal static class StatusReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(string[] indices, TwinBertOptions options, bool json, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var configured = new ConfiguredIndices(options, new ModelPackages(options));
        var plan = await upstream.PlanAsync(indices, configured, new(Writes: false, TextFields: false), cancellationToken);
        var counts = new List<(IndexPlan Index, IndexCoverage Coverage)>();
        foreach (var index in plan.Indices)
        {
            var counter = new CoverageCounter(upstream.Calls, index.Fields.Model.Fingerprint);
            var (coverage, failure) = await counter.CountAsync(index.Name, index.Fields.Embedding, cancellationToken);
            counts.Add((index, coverage ?? throw new UnusableInputException($"The documents of '{index.Name}' cannot be counted: {failure}")));
        }

        if (json)
        {
            var document = new
            {
                Model = plan.Model?.Value,
                Indices = counts.Select(count => new
                {
                    Index = count.Index.Name, Model = count.Index.Fields.Model.Fingerprint.Value, count.Coverage.Total, count.Coverage.Current,
                    count.Coverage.OtherModel, count.Coverage.Missing, count.Index.Misfit,
                }),
            };
            Console.Out.WriteLine(JsonSerializer.Serialize(document, Json));
        }
        else
        {
            WriteTable(counts);
        }

        foreach (var misfit in plan.Indices.Select(index => index.Misfit).OfType<string>())
        {
            await Console.Error.WriteLineAsync(misfit);
        }

        return plan.Indices.All(index => index.Misfit is null) ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static void WriteTable(IEnumerable<(IndexPlan Index, IndexCoverage Coverage)> counts)
    {
        var table = new Table().Border(TableBorder.Horizontal);

        // The names of indices need the room.
        table.AddColumn(new TableColumn("index").PadRight(0));
        table.AddColumn(new TableColumn("model").NoWrap().PadRight(0));
        foreach (var heading in new[] { "documents", "with it", "another", "none", "coverage" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().PadRight(0));
        }

        foreach (var (index, coverage) in counts)
        {
            var share = coverage.Total == 0 ? 1 : (double)coverage.Current / coverage.Total;
            table.AddRow(
                Markup.Escape(index.Name),
                index.Fields.Model.Fingerprint.Value,
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
