using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Trec;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>The options of <c>twinbert evaluate</c> on a command line.</summary>
internal sealed class EvaluateArguments
{
    private readonly Option<string?> _dataset = new("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR" };
    private readonly LiveArguments _live = new();
    private readonly Option<string> _split = new("--split")
    {
        Description = "The judgements to report: qrels/<split>.tsv.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "test",
    };
    private readonly Option<string?> _tune = new("--tune")
    {
        Description = "Choose the blends' β on this split, or with --judgements on this file, which is not the reported one.",
        HelpName = "SPLIT",
    };
    private readonly Option<string[]> _models = new("--model")
    {
        Description = "A model package, instead of the configured one; again for each more. PATH#HEAD picks heads.",
        HelpName = "PATH",
    };
    private readonly Option<string?> _heads = new("--heads")
    {
        Description = "The heads of packages that pick none: names separated by commas, or all; the default head otherwise.",
        HelpName = "A,B",
    };
    private readonly Option<string[]> _runs = new("--run")
    {
        Description = "A run file in TREC format, as one more ranking; again for each more.",
        HelpName = "FILE",
    };
    private readonly Option<string> _runScores = new("--run-scores")
    {
        Description = "What the runs' scores are: raw ones only order; a logit or a similarity is blended too.",
        DefaultValueFactory = _ => "raw",
    };
    private readonly Option<string?> _upstream = new("--upstream")
    {
        Description = "A cluster to index in, instead of the embedded node; with --index, the cluster instead of the configured one.",
        HelpName = "URL",
    };
    private readonly Option<string?> _fields = new("--text-fields")
    {
        Description = "Paths of the fields that make a document's text for the model, separated by commas; those of the index's settings, or title,text.",
        HelpName = "A,B",
    };
    private readonly Option<double?> _weight = new("--model-weight")
    {
        Description = "β of the blends, 0 to 20, instead of each package's own.",
        HelpName = "β",
    };
    private readonly Option<string> _gain = new("--gain")
    {
        Description = "What a grade is worth in nDCG: itself, or 2^grade - 1.",
        DefaultValueFactory = _ => "linear",
    };
    private readonly Option<int?> _limit = new("--limit") { Description = "Evaluate the first N queries only.", HelpName = "N" };
    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "A folder to keep embeddings in, for the next run with the same model.",
        HelpName = "DIR",
    };
    private readonly Option<string?> _perQuery = new("--per-query")
    {
        Description = "Write what each ranking scored on each query: .tsv, or .jsonl for JSON lines.",
        HelpName = "FILE",
    };
    private readonly Option<int> _showWorst = new("--show-worst")
    {
        Description = "List the N queries that got worse most against BM25, and those that got better.",
        HelpName = "N",
    };
    private readonly Option<string?> _writeRuns = new("--write-runs") { Description = "Write a run file in TREC format for each ranking.", HelpName = "DIR" };
    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write one page with the figures, and the queries that changed most, side by side.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON." };
    private readonly Option<bool> _keep = new("--keep-index") { Description = "Leave the index in the upstream cluster." };
    private readonly Option<string?> _config = Settings.ConfigOption();

    public EvaluateArguments()
    {
        _runScores.AcceptOnlyFromAmong("raw", "logit", "similarity");
        _gain.AcceptOnlyFromAmong("linear", "exponential");
        _weight.Refuse(value => value is not (null or (>= 0 and <= 20)), "--model-weight is 0 to 20.");
        _limit.AtLeast(1);
        _showWorst.AtLeast(0);
    }

    public IEnumerable<Option> All =>
    [
        _dataset, _split, .. _live.All, _tune, _models, _heads, _runs, _runScores, _upstream, _fields, _weight, _gain, _limit, _cache, _perQuery, _showWorst,
        _writeRuns, _html, _json, _keep, _config,
    ];

    public EvaluateOptions Read(ParseResult parsed) => _live.Read(parsed, new()
    {
        Dataset = parsed.GetValue(_dataset),
        Split = parsed.GetValue(_split)!,
        Tune = parsed.GetValue(_tune),
        Models = parsed.GetValue(_models) ?? [],
        Heads = parsed.GetValue(_heads),
        Runs = parsed.GetValue(_runs) ?? [],
        RunScores = Enum.Parse<RunScale>(parsed.GetValue(_runScores)!, ignoreCase: true),
        Upstream = parsed.GetValue(_upstream),
        Config = parsed.GetValue(_config),
        TextFields = parsed.GetValue(_fields) is { } fields ? FieldList.Read(_fields.Name, fields) : null,
        ModelWeight = parsed.GetValue(_weight),
        Gain = Enum.Parse<Gain>(parsed.GetValue(_gain)!, ignoreCase: true),
        Limit = parsed.GetValue(_limit),
        Cache = parsed.GetValue(_cache),
        PerQuery = parsed.GetValue(_perQuery),
        ShowWorst = parsed.GetValue(_showWorst),
        WriteRuns = parsed.GetValue(_writeRuns),
        Html = parsed.GetValue(_html),
        Json = parsed.GetValue(_json),
        KeepIndex = parsed.GetValue(_keep),
        Output = parsed.InvocationConfiguration.Output,
        Error = parsed.InvocationConfiguration.Error,
    });
}
