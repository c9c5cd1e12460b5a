using System.CommandLine;
using System.Globalization;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Gates;
using TwinBert.Training.Loop;
using TwinBert.Training.Reports;
using TwinBert.Training.Simulation;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train simulate-clicks</c>: how much can be learned from clicks, where the truth is known.</summary>
internal sealed class SimulateClicksCommand
{
    private static readonly SimulationPlan Usual = new("", "", "");

    private readonly Option<string> _student = new("--student") { Description = "What it begins with: as of distill.", HelpName = "DIR", Required = true };
    private readonly Option<string> _split = new("--split")
    {
        Description = "The queries that are asked.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "train",
    };
    private readonly Option<string> _test = new("--test-split")
    {
        Description = "The queries that are measured on.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "test",
    };
    private readonly Option<int> _queries = Number("--queries", "How many queries are asked.", Usual.Queries);
    private readonly Option<int> _testQueries = Number("--test-queries", "How many are measured on.", Usual.TestQueries);
    private readonly Option<string> _impressions = new("--impressions")
    {
        Description = "How many pages are seen, separated by commas.",
        HelpName = "A,B",
        DefaultValueFactory = _ => string.Join(',', Usual.Impressions),
    };
    private readonly Option<int> _steps = Number("--steps", "Updates for each row.", Usual.Steps);
    private readonly Option<bool> _whole = new("--whole-encoder")
    {
        Description = "Train the whole encoder, not a crossing layer alone: hours instead of minutes.",
    };
    private readonly Option<bool> _queryAlone = new(DistillCommand.QueryAlone) { Description = DistillCommand.QueryAloneDescription };
    private readonly Option<double> _weight = new("--model-weight")
    {
        Description = "β of the blends.",
        HelpName = "β",
        DefaultValueFactory = _ => Usual.ModelWeight,
    };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides everything that is drawn.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly DatasetOptions _dataset = new(16, 64);

    /// <summary>Makes the command.</summary>
    public static Command Create() => new SimulateClicksCommand().Build();

    private static Option<int> Number(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.AtLeast(1);
        return option;
    }

    private ExampleCommand Build()
    {
        var command = new ExampleCommand("simulate-clicks", "Learn from simulated clicks on judged data, and compare it with what the truth teaches.")
        {
            Examples = ["twinbert-train simulate-clicks --student runs/small --dataset DIR --text-fields title,text"],
        };
        foreach (var option in new Option[] { _student, _split, _test, _queries, _testQueries, _impressions, _steps, _whole, _queryAlone, _weight, _seed })
        {
            command.Add(option);
        }

        _dataset.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TorchRuntime.Require();
        var plan = new SimulationPlan(parsed.GetValue(_student)!, parsed.GetValue(_split)!, parsed.GetValue(_test)!)
        {
            Queries = parsed.GetValue(_queries),
            TestQueries = parsed.GetValue(_testQueries),
            Impressions = Lists.Numbers(_impressions.Name, parsed.GetValue(_impressions)!),
            Steps = parsed.GetValue(_steps),
            Learner = parsed.GetValue(_queryAlone) ? SimulatedLearner.Query : parsed.GetValue(_whole) ? SimulatedLearner.Whole : SimulatedLearner.Head,
            ModelWeight = parsed.GetValue(_weight),
            Seed = parsed.GetValue(_seed),
        };
        var source = _dataset.Read(parsed);
        var folder = Directory.CreateTempSubdirectory("twinbert-clicks");
        try
        {
            IReadOnlyList<SimulationRow> rows = [];
            await Task.Run(
                () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                    rows = new SimulationRun(plan, source, folder.FullName, display).Run(cancellationToken)),
                CancellationToken.None);
            parsed.InvocationConfiguration.Output.Write(Table(rows));
            return ExitCode.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MarkdownTable Table(IReadOnlyList<SimulationRow> rows)
    {
        var table = new MarkdownTable("user", "impressions", "learned from", "pairs", "alone", "blend", "blend against the start", "95 % interval");
        foreach (var row in rows)
        {
            var test = row.AgainstStart;
            table.Add(
                row.User,
                row.Impressions.ToString(CultureInfo.InvariantCulture),
                row.LearnedFrom,
                row.Pairs.ToString(CultureInfo.InvariantCulture),
                row.Alone.ToString("0.0000", CultureInfo.InvariantCulture),
                row.Blend.ToString("0.0000", CultureInfo.InvariantCulture),
                test?.MeanDifference.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture) ?? "",
                test is null ? "" : GateResult.Range(test));
        }

        return table;
    }
}
