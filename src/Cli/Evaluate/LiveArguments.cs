using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>The options of <c>twinbert evaluate</c> for a search that exists.</summary>
internal sealed class LiveArguments
{
    private readonly Option<string?> _index = new("--index")
    {
        Description = "Evaluate the search of this index, alias or pattern as it is, instead of indexing a dataset.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _template = new("--query-template")
    {
        Description = "The search that an application sends: a request body with {{query}} where the query goes.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _sidecar = new("--sidecar")
    {
        Description = "Search through this sidecar, and compare what it serves with the engine's own order.",
        HelpName = "URL",
    };
    private readonly Option<string?> _judgements = new("--judgements")
    {
        Description = "Judgements instead of a dataset: Quepid's CSV, BEIR's TSV or TREC's qrels.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _queries = new("--queries")
    {
        Description = "The texts of the judged queries (JSON lines, or id and text separated by a tab); Quepid's CSV has them.",
        HelpName = "FILE",
    };

    public IEnumerable<Option> All => [_index, _template, _sidecar, _judgements, _queries];

    public EvaluateOptions Read(ParseResult parsed, EvaluateOptions options)
    {
        var read = options with
        {
            Index = parsed.GetValue(_index),
            QueryTemplate = parsed.GetValue(_template),
            Sidecar = parsed.GetValue(_sidecar),
            Judgements = parsed.GetValue(_judgements),
            Queries = parsed.GetValue(_queries),
        };
        return Wrong(read) is { } message ? throw new UnusableInputException(message) : read;
    }

    private static string? Wrong(EvaluateOptions options) => options switch
    {
        { Index: null, Dataset: null } => "Name a dataset with --dataset, or a search that exists with --index and --query-template.",
        { Index: null } when options is not { QueryTemplate: null, Sidecar: null, Judgements: null, Queries: null } =>
            "--query-template, --sidecar, --judgements and --queries belong to a search that exists. Name its index with --index.",
        { Index: null } => null,
        { QueryTemplate: null } => $"How is '{options.Index}' searched? Give the body of a search with {{{{query}}}} in it with --query-template FILE.",
        { Dataset: null, Judgements: null } =>
            "Name judgements with --judgements FILE, or with --dataset DIR one in BEIR layout, whose corpus need not be there.",
        { Dataset: not null, Judgements: not null } => "--dataset and --judgements are two places for the same. Name one.",
        { Runs.Count: > 0 } => "--run goes with --dataset alone: the candidates of a search that exists are not known beforehand.",
        { KeepIndex: true } => "--keep-index goes without --index: nothing is indexed where there is a search.",
        _ => null,
    };
}
