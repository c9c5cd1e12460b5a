using Spectre.Console;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Running;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Puts a backfill together, runs it, and reports.</summary>
internal static class BackfillExecution
{
    public static async Task<int> RunAsync(BackfillArguments arguments, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(arguments.Configuration.Upstream, cancellationToken);
        using var models = new BackfillModels(arguments.Configuration, arguments.Threads);
        var needs = new PlanNeeds(Writes: !arguments.Options.DryRun && arguments.Verify is null, TextFields: !arguments.Force);
        var plan = await upstream.PlanAsync(arguments.Indices, new(arguments.Configuration, models.Packages, arguments.Generation), needs, cancellationToken);
        models.Load(plan.Indices);
        var work = new BackfillWork(upstream, arguments, plan, models);
        return arguments switch
        {
            { Verify: { } sample } => await VerifyExecution.RunAsync(work, sample, cancellationToken),
            { RetryFailed: true } => await RetryExecution.RunAsync(work, BackfillFiles.Of(arguments), cancellationToken),
            _ => await RunAsync(work, BackfillFiles.Of(arguments), cancellationToken),
        };
    }

    private static async Task<int> RunAsync(BackfillWork work, BackfillFiles files, CancellationToken cancellationToken)
    {
        var (upstream, arguments, plan, models) = work;
        using var jobs = await OpenedJobs.OpenAsync(work, files, cancellationToken);
        await WarnOfLanguagesAsync(plan, models.Packages, upstream, cancellationToken);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var services = new BackfillServices(upstream.Calls, upstream.Identity, models.Encoders, jobs.Store)
        {
            News = arguments.Follow is null ? null : new FollowLines(Console.Error, TimeProvider.System),
            Backoff = OpenedJobs.Patience,
            Place = $"on {Environment.MachineName}, process {Environment.ProcessId}",
        };
        BackfillReport report;
        try
        {
            report = await BackfillDisplay.ShowAsync(
                console, services.Time, arguments.Follow is not null, progress => WorkAsync(services with { Progress = progress }));
        }
        catch (IOException e)
        {
            // Not the cluster's, whose failures are answers: the disk is full, for one. What was written is written, and found up to date by the next run.
            console.WriteLine($"The run's state cannot be kept in {files.Checkpoint.Path}: {e.Message}");
            return ExitCode.Incomplete;
        }

        if (jobs.Lost is { } lost && report.Indices.Any(index => index.Counters.Lost > 0))
        {
            await CopyLostAsync(lost, report.Indices.Select(index => (index.Index, index.Embedding)), files, cancellationToken);
        }

        BackfillOutput.Write(console, report, arguments, plan, files);
        return ExitCodeOf(report);

        async Task<BackfillReport> WorkAsync(BackfillServices with)
        {
            var options = arguments.Options with { MaxDocumentBytes = arguments.Configuration.Limits.MaxDocumentBytes };
            await using var run = new BackfillRun(with, options);
            if (await run.PrepareAsync(plan, cancellationToken) is { } failure)
            {
                throw new UnusableInputException(failure);
            }

            return arguments.Follow is { } follow
                ? await run.FollowAsync(plan, FindAsync, follow, cancellationToken)
                : await run.RunAsync(plan, cancellationToken);
        }

        // An index that comes later may have a model that none had before.
        async ValueTask<BackfillPlan> FindAsync(CancellationToken stop)
        {
            var found = await upstream.FindAsync(
                arguments.Indices, new(arguments.Configuration, models.Packages, arguments.Generation), new(Writes: true, TextFields: false), stop);
            models.Load(found.Sound);
            return found;
        }
    }

    /// <summary>What a backfill ends with: the worst of what its indices say.</summary>
    internal static int ExitCodeOf(BackfillReport report) => report switch
    {
        { IsInterrupted: true } => ExitCode.Interrupted,
        _ when report.Indices.Any(index => index.Failure is not null && !index.IsReplaced) => ExitCode.Incomplete,
        _ when report.Indices.Any(index => index.IsReplaced) => ExitCode.Replaced,
        _ when report.Indices.Any(index => index.Counters.Lost > 0) => ExitCode.Incomplete,
        _ => report.IsComplete ? ExitCode.Done : ExitCode.Behind,
    };

    /// <summary>Copies the list that the cluster keeps to the file beside the command. What cannot be read is left out, and stays in the list.</summary>
    internal static async Task CopyLostAsync(
        ILostDocuments lost, IEnumerable<(string Name, EmbeddingField Embedding)> indices, BackfillFiles files, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (var (name, embedding) in indices)
        {
            letters.AddRange((await lost.LoadAsync(name, embedding, cancellationToken)).Letters);
        }

        files.DeadLetters.Replace(letters);
    }

    private static async Task WarnOfLanguagesAsync(BackfillPlan plan, ModelPackages packages, Upstream upstream, CancellationToken cancellationToken)
    {
        foreach (var index in plan.Indices)
        {
            var (fields, package) = (index.Fields.TextFields, packages.With(index.Fields.Model.Fingerprint));
            if (await LanguageNotice.OfAsync(upstream.Calls, index.Name, fields, package, cancellationToken) is { } notice)
            {
                await Console.Error.WriteLineAsync(notice);
            }
        }
    }
}
