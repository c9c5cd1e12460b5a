using Spectre.Console;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Running;
using TwinBert.Cli.Hosting;
using TwinBert.Inference;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>Puts a backfill together, runs it, and reports.</summary>
internal static class BackfillExecution
{
    private const int MostAtOnce = 64;

    // The work has the machine to itself: documents are encoded on every processor.
    private static OnnxModelOptions Alone => new() { DocumentConcurrency = Math.Min(Environment.ProcessorCount, MostAtOnce) };

    public static async Task<int> RunAsync(BackfillArguments arguments, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(arguments.Configuration.Upstream, cancellationToken);
        var packages = new ModelPackages(arguments.Configuration);
        var needs = new PlanNeeds(Writes: !arguments.Options.DryRun, TextFields: !arguments.Force);
        var plan = await upstream.PlanAsync(arguments.Indices, new(arguments.Configuration, packages), needs, cancellationToken);
        using var models = new LoadedModels(Alone);
        var encoders = plan.Indices.Select(index => index.Fields.Model.Fingerprint).Distinct()
            .ToDictionary(model => model, model => models.Of(packages.With(model)).Onnx.DocumentEncoder);
        var files = BackfillFiles.Of(arguments);
        var begin = new BackfillCheckpoint(upstream.Url, arguments.Options.Mode) { Indices = [.. plan.Indices.Select(index => index.Beginning)] };
        using var hold = arguments.Options.DryRun ? null : files.Lock();
        if (!arguments.Options.DryRun)
        {
            var resumed = files.Resume(begin, arguments.Restart);
            if (!resumed.IsBegun)
            {
                files.DeadLetters.Clear();
            }

            begin = resumed;
        }

        foreach (var index in plan.Indices)
        {
            var (fields, package) = (index.Fields.TextFields, packages.With(index.Fields.Model.Fingerprint));
            if (await LanguageNotice.OfAsync(upstream.Calls, index.Name, fields, package, cancellationToken) is { } notice)
            {
                await Console.Error.WriteLineAsync("warning: " + notice);
            }
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var options = arguments.Options with { MaxDocumentBytes = arguments.Configuration.Limits.MaxDocumentBytes };
        var services = new BackfillServices(upstream.Calls, upstream.Identity, encoders, files.Checkpoint, files.DeadLetters)
        {
            Place = $"on {Environment.MachineName}, process {Environment.ProcessId}",
        };
        BackfillReport report;
        try
        {
            report = await BackfillDisplay.ShowAsync(console, services.Time, async progress =>
            {
                await using var run = new BackfillRun(services with { Progress = progress }, options, begin);
                return await run.PrepareAsync(plan, cancellationToken) is { } failure
                    ? throw new UnusableInputException(failure)
                    : await run.RunAsync(plan, cancellationToken);
            });
        }
        catch (IOException e)
        {
            // Not the cluster's, whose failures are answers: the disk is full, for one. What was written is written, and found up to date by the next run.
            console.WriteLine($"The run's state cannot be kept in {files.Checkpoint.Path}: {e.Message}");
            return ExitCode.Incomplete;
        }

        BackfillOutput.Write(console, report, arguments, plan, files);
        return ExitCodeOf(report);
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
}
