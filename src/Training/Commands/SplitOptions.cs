using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Training.Commands;

/// <summary>The options that say which judged queries are learnt, and which a run is measured on meanwhile.</summary>
internal sealed class SplitOptions
{
    private readonly Option<string> _split = new("--split") { Description = "The split to train on.", HelpName = "NAME", DefaultValueFactory = _ => "train" };
    private readonly Option<string?> _dev = new("--dev-split")
    {
        Description = "The split of the dev metric, nDCG@10 over judged documents; none if not given.",
        HelpName = "NAME",
    };
    private readonly Option<int> _devQueries;

    /// <summary>Makes the options.</summary>
    /// <param name="devQueries">How many queries are measured where nothing is said.</param>
    public SplitOptions(int devQueries)
    {
        _devQueries = new("--dev-queries") { Description = "How many of its queries are measured.", HelpName = "N", DefaultValueFactory = _ => devQueries };
        _devQueries.AtLeast(1);
    }

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_split, _dev, _devQueries];

    /// <summary>The split to train on.</summary>
    public string SplitOf(ParseResult parsed) => parsed.GetValue(_split)!;

    /// <summary>The split of the dev metric; <see langword="null"/> for none.</summary>
    public string? DevOf(ParseResult parsed) => parsed.GetValue(_dev);

    /// <summary>How many of its queries are measured, from 1.</summary>
    public int DevQueriesOf(ParseResult parsed) => parsed.GetValue(_devQueries);
}
