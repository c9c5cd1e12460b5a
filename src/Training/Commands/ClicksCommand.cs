using System.CommandLine;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Terminal;
using TwinBert.Training.Clicks;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Gates;
using TwinBert.Training.Heads;
using TwinBert.Training.Packages;
using TwinBert.Training.Runs;
using TwinBert.Training.Students;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train clicks</c>: a package that learned from clicks, and whether it takes the place of the one that is served.</summary>
internal sealed class ClicksCommand
{
    private readonly Option<string[]> _clicks = new("--clicks")
    {
        Description = "Impressions with clicks: a table, JSON lines, or exported ubi_queries and ubi_events; again for each more.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _insights = new("--ubi") { Description = "Read ubi_queries and ubi_events of this cluster instead.", HelpName = "URL" };
    private readonly Option<string> _actions = new("--click-actions")
    {
        Description = "Of ubi_events: the actions that count as clicks.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "click,item_click,product_click,result_click",
    };
    private readonly Option<string> _propensities = new("--propensities")
    {
        Description = "How likely each position is looked at: em estimates it, none takes clicks for relevance, a file has a table.",
        HelpName = "em|none|FILE",
        DefaultValueFactory = _ => "em",
    };
    private readonly Option<double> _prior = new("--prior")
    {
        Description = "How many looks the usual attraction counts for, where there are few.",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };
    private readonly Option<double> _holdOut = new("--hold-out")
    {
        Description = "The share of pages that is later, and of queries that is held out.",
        HelpName = "X",
        DefaultValueFactory = _ => 0.2,
    };
    private readonly Option<string> _student = new("--student")
    {
        Description = "Where the student starts: as of distill.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<bool> _headAlone = new("--head-alone") { Description = "Keep the encoder, and train a residual head on its embeddings." };
    private readonly Option<bool> _queryAlone = new(DistillCommand.QueryAlone) { Description = DistillCommand.QueryAloneDescription };
    private readonly Option<string> _baseline = new("--baseline") { Description = "The package that is served now.", HelpName = "DIR", Required = true };
    private readonly Option<string[]> _generic = new("--generic")
    {
        Description = "A judged set that must not fall: DIR, DIR#SPLIT or DIR#SPLIT#FIELDS; again for each more.",
        HelpName = "SET",
    };
    private readonly Option<double> _tolerance = new("--tolerance")
    {
        Description = "How far it may fall there, in nDCG@10.",
        HelpName = "X",
        DefaultValueFactory = _ => 0.005,
    };
    private readonly DatasetOptions _dataset = new(16, 96);
    private readonly RunOptions _run = new(1e-4, 100);

    private ClicksCommand()
    {
        _prior.Positive();
        _holdOut.Refuse(value => value is not (> 0 and < 1), "--hold-out is between 0 and 1.");
        _tolerance.NotNegative();
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ClicksCommand().Build();

    private ExampleCommand Build()
    {
        var command = new ExampleCommand("clicks", "Learn from clicks, and say whether the new package takes the place of the one that is served.")
        {
            Examples =
            [
                "twinbert-train clicks --clicks clicks.tsv --dataset shop --student runs/small --baseline models/small --generic esci --steps 500 "
                    + "--out runs/clicks",
                "twinbert-train clicks --clicks clicks.tsv --dataset shop --student models/twinbert-en-base --query-alone --baseline models/twinbert-en-base "
                    + "--steps 500 --out runs/queries",
                "twinbert-train clicks --ubi http://127.0.0.1:9200 --dataset shop --student runs/small --baseline models/small --steps 500 --out runs/clicks",
            ],
            Notes = ["Exit codes: 0 promote; 1 do not; 2 unusable input. The report is gate.md in --out, the package is package/ in it."],
        };
        Option[] options =
        [
            _clicks, _insights, _actions, _propensities, _prior, _holdOut, _student, _headAlone, _queryAlone, _baseline, _generic, _tolerance,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        _run.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (plan, source, request) = (Read(parsed), _dataset.Read(parsed), _run.Read(parsed));
        var lines = new RunLines(request.Error, TimeProvider.System);
        try
        {
            // The dataset is of the run's seed, and made anew each time: the same clicks give the same bytes.
            var dataset = await new ClicksRun(plan, source, request.Seed).RunAsync(Path.Combine(request.Folder, "dataset"), lines.Say, cancellationToken);
            var student = Path.Combine(request.Folder, "student");
            var distill = plan.Student with { Scores = dataset.Scores };
            await Task.Run(
                () => RunSession.Run(request with { Folder = student }, TimeProvider.System, session =>
                    new DistillRun(distill, source with { Folder = dataset.Folder }, session).Run(cancellationToken)),
                CancellationToken.None);
            var package = await new RunPackage { Run = student, Name = "clicks" }.WriteAsync(
                Path.Combine(request.Folder, "package"), replace: true, cancellationToken);
            var gate = new GateRun(plan.Gate, new(dataset.Folder, "later", source.TextFields), student);
            var result = await gate.RunAsync(package, new EvaluationLines(lines), cancellationToken);
            var report = GateReport.Write(result);
            RunFile.WriteJson(Path.Combine(request.Folder, "gate.json"), result);
            await File.WriteAllTextAsync(Path.Combine(request.Folder, "gate.md"), report, cancellationToken);
            parsed.InvocationConfiguration.Output.Write(report);
            return result.Promote ? ExitCode.Done : ExitCode.Incomplete;
        }
        catch (EvaluationException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private ClicksPlan Read(ParseResult parsed)
    {
        var files = parsed.GetValue(_clicks) ?? [];
        var url = parsed.GetValue(_insights);
        if (files.Length == 0 == url is null)
        {
            throw new UnusableInputException("Give either --clicks FILE or --ubi URL.");
        }

        return new()
        {
            Files = files,
            Insights = url is null ? null : Uri.TryCreate(url, UriKind.Absolute, out var parsedUrl) && parsedUrl.Scheme is "http" or "https"
                ? parsedUrl
                : throw new UnusableInputException($"'{url}' is no URL. Give one such as --ubi http://127.0.0.1:9200."),
            ClickActions = Lists.Names(_actions.Name, parsed.GetValue(_actions)!).ToHashSet(StringComparer.Ordinal),
            Propensities = parsed.GetValue(_propensities)!,
            Prior = parsed.GetValue(_prior),
            HoldOut = parsed.GetValue(_holdOut),
            Student = new()
            {
                Student = parsed.GetValue(_student)!,
                Scores = "",
                DevSplit = "dev",
                HeadAlone = parsed.GetValue(_headAlone),
                QueryAlone = parsed.GetValue(_queryAlone),
                Head = new(parsed.GetValue(_headAlone) ? HeadKind.Residual : HeadKind.Cosine, 128),
                Losses = new() { Temperature = 1, WholeBatch = true },
            },
            Gate = new(parsed.GetValue(_baseline)!, [.. (parsed.GetValue(_generic) ?? []).Select(Set)]) { Tolerance = parsed.GetValue(_tolerance) },
        };
    }

    private GateSet Set(string given)
    {
        var parts = given.Split('#');
        return parts is { Length: <= 3 } and [{ Length: > 0 }, ..]
            ? new(
                parts[0],
                parts is [_, { Length: > 0 } split, ..] ? split : "test",
                Lists.Names(_generic.Name, parts is [_, _, { Length: > 0 } named] ? named : "title,text"))
            : throw new UnusableInputException($"--generic '{given}' is not DIR, DIR#SPLIT or DIR#SPLIT#FIELDS.");
    }
}
