using System.Text.Json;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Resilience;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Jobs;

/// <summary>Shows jobs and gives orders.</summary>
internal static class JobsExecution
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> ListAsync(TwinBertOptions options, bool json, bool slices, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var board = BoardOf(upstream);
        var (jobs, failure) = await board.ListAsync(cancellationToken);
        var documents = new List<object>();
        foreach (var job in json ? jobs : [])
        {
            var (first, unread) = slices ? await board.FirstRoundAsync(job.Job.Name, cancellationToken) : ([], null);
            failure ??= unread;
            documents.Add(JobDescription.Document(job, slices ? first : null));
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Jobs = documents }, Json));
        }
        else if (jobs.Count > 0)
        {
            JobTable.Write(jobs);
        }
        else if (failure is null)
        {
            Console.Out.WriteLine("The cluster keeps no jobs.");
        }

        if (failure is not null)
        {
            await Console.Error.WriteLineAsync(failure);
        }

        return failure is null ? ExitCode.Done : ExitCode.Incomplete;
    }

    public static async Task<int> OrderAsync(TwinBertOptions options, string name, JobChange order, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var board = BoardOf(upstream);
        var (job, failure) = await board.OrderAsync(name, order, cancellationToken);
        if (job is null && failure is null)
        {
            var (known, _) = await board.ListAsync(cancellationToken);
            var names = known.Count == 0 ? "It keeps none." : $"It keeps '{string.Join("', '", known.Select(entry => entry.Job.Name))}'.";
            throw new UnusableInputException($"The cluster keeps no job '{name}'. {names}");
        }

        if (failure is not null)
        {
            await Console.Error.WriteLineAsync(failure);
            return ExitCode.Incomplete;
        }

        Console.Out.WriteLine(order switch
        {
            JobChange.Pause => $"The job '{name}' is paused: its workers wait. 'twinbert jobs resume {name}' lets them go on.",
            JobChange.Resume => $"The job '{name}' goes on.",
            _ => $"The job '{name}' is cancelled: its workers stop. The same backfill begins it anew.",
        });
        return ExitCode.Done;
    }

    /// <summary>The jobs of a cluster.</summary>
    internal static JobBoard BoardOf(Upstream upstream) =>
        new(new RetryingClusterCalls(upstream.Calls, new(), TimeProvider.System), new(), TimeProvider.System);
}
