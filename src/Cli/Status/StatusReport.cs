using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Cli.Hosting;
using TwinBert.Cli.Jobs;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Status;

/// <summary>Counts embeddings and says what was counted. Changes nothing.</summary>
internal static class StatusReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(string[] indices, TwinBertOptions options, StatusChoice choice, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var configured = new ConfiguredIndices(options, new ModelPackages(options), new(choice.EmbeddingField, null));
        var plan = await upstream.PlanAsync(indices, configured, new(Writes: false, TextFields: false), cancellationToken);
        var calls = new RetryingClusterCalls(upstream.Calls, new(), TimeProvider.System);
        var freshness = new FreshnessCounter(calls, upstream.Identity, options.Limits.MaxDocumentBytes);
        var board = JobsExecution.BoardOf(upstream);
        var found = new List<IndexStatus>();
        foreach (var index in plan.Indices)
        {
            // An account that may not read the jobs is shown none.
            var name = JobName.Of(index.Name, index.Fields.Embedding);
            var (job, _) = await board.FindAsync(name, cancellationToken);
            var (jobs, _) = await board.ListAsync(index.Name, cancellationToken);
            var status = await CountAsync(index, calls, freshness, choice, cancellationToken);
            found.Add(status with
            {
                Job = job?.Job.IsOver == true ? null : job,
                OtherJobs = [.. jobs.Where(other => !other.Job.IsOver && other.Job.Name != name)],
            });
        }

        if (choice.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Model = plan.Model?.Value, Indices = found.Select(Document) }, Json));
        }
        else
        {
            StatusTable.Write(found);
            foreach (var status in found)
            {
                WriteJobs(status);
            }
        }

        foreach (var misfit in plan.Indices.Select(index => index.Misfit).OfType<string>())
        {
            await Console.Error.WriteLineAsync(misfit);
        }

        return plan.Indices.All(index => index.Misfit is null) ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static void WriteJobs(IndexStatus status)
    {
        if (status.Job is { } job)
        {
            Console.Out.WriteLine(JobDescription.Line(job));
        }

        // The table has nothing of them.
        foreach (var other in status.OtherJobs)
        {
            Console.Out.WriteLine($"{JobDescription.Line(other)}; counted with --embedding-field {other.Job.Embedding}");
        }
    }

    private static async Task<IndexStatus> CountAsync(
        IndexPlan index, RetryingClusterCalls calls, FreshnessCounter counter, StatusChoice choice, CancellationToken cancellationToken)
    {
        var (coverage, failure) = await new CoverageCounter(calls, index.Fields.Model.Fingerprint)
            .CountAsync(index.Name, index.Fields.Embedding, cancellationToken);
        if (coverage is null)
        {
            throw new UnusableInputException($"The documents of '{index.Name}' cannot be counted: {failure}");
        }

        var freshness = default(IndexFreshness);
        if (choice.Exact)
        {
            var lines = new ReadingLines(index.Name, string.Create(CultureInfo.InvariantCulture, $"of {coverage.Total:N0} read"));
            (freshness, failure) = await counter.CountExactlyAsync(index, lines, cancellationToken);
        }
        else if (choice.Sample > 0)
        {
            var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
            (var sample, failure) = await counter.SampleAsync(index, choice.Sample, seed, cancellationToken);
            freshness = sample is null ? null : FreshnessSample.Estimate([sample]);
        }

        // The counts hold all the same.
        if (failure is not null)
        {
            await Console.Error.WriteLineAsync($"The documents of '{index.Name}' cannot be read, so that stale embeddings are not known: {failure}");
        }

        return new(index, coverage, freshness);
    }

    private static object Document(IndexStatus status) => new
    {
        Index = status.Index.Name,
        Model = status.Index.Fields.Model.Fingerprint.Value,
        status.Coverage.Total,
        status.Coverage.Current,
        status.Coverage.OtherModel,
        status.Coverage.Missing,
        Freshness = status.Freshness is not { } freshness ? null : new
        {
            freshness.Fresh,
            freshness.Stale,
            freshness.Missing,
            freshness.Foreign,
            freshness.NoText,
            freshness.Sampled,
            Exact = freshness.IsExact,
        },
        Job = status.Job is { } job ? JobDescription.Document(job, slices: null) : null,
        OtherJobs = status.OtherJobs.Select(other => JobDescription.Document(other, slices: null)),
        status.Index.Misfit,
    };
}
