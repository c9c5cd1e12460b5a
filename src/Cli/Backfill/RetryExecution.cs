using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Repairing;
using TwinBert.Backfill.Resilience;
using TwinBert.Backfill.Settings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Tries the documents again that the last run lists as lost.</summary>
internal static class RetryExecution
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(BackfillWork work, BackfillFiles files, CancellationToken cancellationToken)
    {
        var options = new BackfillOptions { MaxDocumentBytes = work.Arguments.Configuration.Limits.MaxDocumentBytes };
        var repair = new DocumentRepair(work.Upstream.Calls, work.Upstream.Identity, options, new(), TimeProvider.System);
        var inCluster = await ClusterListAsync(work, cancellationToken);
        using var hold = inCluster is null ? files.Lock() : null;
        var failed = new FailedDocuments(repair, inCluster ?? (ILostDocuments)files.DeadLetters);
        var done = new List<RetriedIndex>();
        try
        {
            foreach (var index in work.Plan.Indices)
            {
                var (counters, failure) = await failed.RetryAsync(index, work.Models.Encoders[index.Fields.Model.Fingerprint], cancellationToken);
                done.Add(new(index.Name, counters, failure));
            }

            if (inCluster is not null)
            {
                var tried = work.Plan.Indices.Select(index => (index.Name, index.Fields.Embedding));
                await BackfillExecution.CopyLostAsync(inCluster, tried, files, cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UnusableInputException(e.Message);
        }

        Write(done, work.Arguments.Json);
        foreach (var index in done.Where(index => index.Failure is not null))
        {
            await Console.Error.WriteLineAsync($"{index.Index} was not finished: {index.Failure}");
        }

        if (done.Any(index => index.Counters.Lost > 0))
        {
            await Console.Error.WriteLineAsync($"Lost documents and the reason of each are in {files.DeadLetters.Path}");
        }

        return done.All(index => index.Failure is null && index.Counters.Lost == 0) ? ExitCode.Done : ExitCode.Incomplete;
    }

    // The cluster's list, where it has one of these indices; a run that keeps its state in a file has its list there, too.
    private static async Task<ClusterLostDocuments?> ClusterListAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        if (work.Arguments.JobStore == JobStoreChoice.File)
        {
            return null;
        }

        var list = new ClusterLostDocuments(
            JobsIndex.Of(new RetryingClusterCalls(work.Upstream.Calls, new(), TimeProvider.System)));
        foreach (var index in work.Plan.Indices)
        {
            if ((await list.LoadAsync(index.Name, index.Fields.Embedding, cancellationToken)).Letters.Count > 0)
            {
                return list;
            }
        }

        return work.Arguments.JobStore == JobStoreChoice.Cluster ? list : null;
    }

    private static void Write(IReadOnlyCollection<RetriedIndex> done, bool json)
    {
        if (json)
        {
            var indices = done.Select(index => new
            {
                index.Index, Tried = index.Counters.Scanned, index.Counters.Embedded, index.Counters.UpToDate, index.Counters.NoText, index.Counters.TooLarge,
                index.Counters.Gone, index.Counters.LeftToWriter, index.Counters.Lost, index.Failure,
            });
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Indices = indices }, Json));
            return;
        }

        var table = new Table().Border(TableBorder.Horizontal).AddColumn("index");
        foreach (var heading in new[] { "tried", "embedded", "up to date", "no text", "gone", "lost" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (var (index, counters, _) in done)
        {
            long[] figures =
                [counters.Scanned, counters.Embedded, counters.UpToDate, counters.NoText + counters.TooLarge, counters.Gone, counters.Lost];
            table.AddRow([Markup.Escape(index), .. figures.Select(figure => figure.ToString("N0", CultureInfo.InvariantCulture))]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
    }

    /// <summary>What became of an index's documents.</summary>
    private sealed record RetriedIndex(string Index, BackfillCounters Counters, string? Failure);
}
