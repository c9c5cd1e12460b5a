using System.CommandLine;
using TwinBert.Terminal;
using TwinBert.Training.Students;

namespace TwinBert.Training.Commands;

/// <summary>The options that say what a student learns from, and how much each part counts.</summary>
internal sealed class LossOptions
{
    private static readonly StudentLosses Usual = new();
    private readonly Option<double> _temperature = Weight(
        "--temperature",
        "The teacher's logits are divided by it: higher makes them softer.",
        Usual.Temperature);
    private readonly Option<double> _pairs = Weight(
        "--pair-weight",
        "The weight of the cross-entropy against the teacher's probability of each pair.",
        Usual.Pairs);
    private readonly Option<double> _lists = Weight(
        "--list-weight",
        "The weight of the divergence from the teacher's probabilities over a query's documents.",
        Usual.Lists);
    private readonly Option<double> _margins = Weight(
        "--margin-weight",
        "The weight of the squared error of the differences between a query's documents.",
        Usual.Margins);
    private readonly Option<double> _labels = Weight("--label-weight", "The weight of human judgements.", Usual.Labels);
    private readonly Option<double> _inBatch = Weight("--in-batch-weight", "The weight of the batch's other documents as irrelevant ones.", Usual.InBatch);
    private readonly Option<bool> _wholeBatch = new("--whole-batch")
    {
        Description = "Learn from all documents of a batch that the teacher scored for a query.",
        DefaultValueFactory = _ => true,
    };
    private readonly Option<bool> _labelsOnly = new("--labels-only")
    {
        Description = "Learn from human judgements alone, on the same batches: what a teacher is compared with.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _temperature, _pairs, _lists, _margins, _labels, _inBatch, _wholeBatch, _labelsOnly })
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    public StudentLosses Read(ParseResult parsed) => parsed.GetValue(_labelsOnly) ? StudentLosses.LabelsAlone : new()
    {
        Temperature = parsed.GetValue(_temperature),
        Pairs = parsed.GetValue(_pairs),
        Lists = parsed.GetValue(_lists),
        Margins = parsed.GetValue(_margins),
        Labels = parsed.GetValue(_labels),
        InBatch = parsed.GetValue(_inBatch),
        WholeBatch = parsed.GetValue(_wholeBatch),
    };

    private static Option<double> Weight(string name, string description, double usual)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "X", DefaultValueFactory = _ => usual };
        option.NotNegative();
        return option;
    }
}
