using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary><c>twinbert evaluate</c>: how good BM25, models and their blends are on judged data.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var arguments = new EvaluateArguments();
        var command = new ExampleCommand("evaluate", "Measure BM25, models, runs and their blends on judged data.")
        {
            Examples =
            [
                "twinbert evaluate --dataset samples/catalogue --text-fields title,metadata.brand,metadata.category,text",
                "twinbert evaluate --dataset DIR --tune dev --model PATH --model PATH#residual --show-worst 5",
                "twinbert evaluate --dataset DIR --run teacher.run --run-scores logit --per-query queries.tsv",
                "twinbert evaluate --dataset DIR --upstream http://127.0.0.1:9200 --model-weight 0.5 --json",
                "twinbert evaluate --index products --query-template search.json --judgements ratings.csv --html page.html",
                "twinbert evaluate --index products --query-template search.json --judgements ratings.csv --sidecar http://127.0.0.1:9210",
            ],
            Notes = ["A dataset in BEIR layout has corpus.jsonl, queries.jsonl (each may end in .gz) and qrels/<split>.tsv."],
        };
        foreach (var option in arguments.All)
        {
            command.Add(option);
        }

        command.Add(ExportCommand.Create());
        command.SetAction((parsed, cancellationToken) => EvaluateRun.RunAsync(arguments.Read(parsed), cancellationToken));
        return command;
    }
}
