using System.CommandLine;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Evaluate;

/// <summary><c>twinbert evaluate</c>: how good BM25, a model and their blend are on judged data.</summary>
internal static class EvaluateCommand
{
    private const string DefaultTextFields = "title,text";

    public static Command Create()
    {
        var dataset = new Option<string>("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR", Required = true };
        var split = new Option<string>("--split") { Description = "The judgements to use: qrels/<split>.tsv.", HelpName = "NAME", DefaultValueFactory = _ => "test" };
        var model = new Option<string?>("--model") { Description = "The model package, instead of the configured one.", HelpName = "DIR" };
        var upstream = new Option<string?>("--upstream") { Description = "A cluster to index in, instead of the embedded node.", HelpName = "URL" };
        var fields = new Option<string>("--text-fields") { Description = "Paths of the fields that make a document's text for the model, separated by commas.", HelpName = "A,B", DefaultValueFactory = _ => DefaultTextFields };
        var weight = new Option<double>("--model-weight") { Description = "β of the blend, 0 to 20.", HelpName = "β", DefaultValueFactory = _ => 1 };
        var limit = new Option<int?>("--limit") { Description = "Evaluate the first N queries only.", HelpName = "N" };
        var cache = new Option<string?>("--cache") { Description = "A folder to keep embeddings in, for the next run with the same model.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var keep = new Option<bool>("--keep-index") { Description = "Leave the index in the upstream cluster." };
        var config = Settings.ConfigOption();
        Validate(weight, limit);
        var command = new ExampleCommand("evaluate", "Measure BM25, the model and their blend on judged data.")
        {
            Examples =
            [
                "twinbert evaluate --dataset samples/catalogue --text-fields title,metadata.brand,metadata.category,text",
                "twinbert evaluate --dataset DIR --upstream http://127.0.0.1:9200 --model-weight 0.5 --json",
            ],
            Notes = ["A dataset in BEIR layout has corpus.jsonl, queries.jsonl (each may end in .gz) and qrels/<split>.tsv."],
        };
        foreach (var option in new Option[] { dataset, split, model, upstream, fields, weight, limit, cache, json, keep, config })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => EvaluateRun.RunAsync(
            new EvaluateOptions
            {
                Dataset = parsed.GetValue(dataset)!,
                Split = parsed.GetValue(split)!,
                Model = parsed.GetValue(model),
                Upstream = parsed.GetValue(upstream),
                Config = parsed.GetValue(config),
                TextFields = Fields(parsed.GetValue(fields)!),
                ModelWeight = parsed.GetValue(weight),
                Limit = parsed.GetValue(limit),
                Cache = parsed.GetValue(cache),
                Json = parsed.GetValue(json),
                KeepIndex = parsed.GetValue(keep),
                Output = parsed.InvocationConfiguration.Output,
                Error = parsed.InvocationConfiguration.Error,
            },
            cancellationToken));
        return command;
    }

    private static void Validate(Option<double> weight, Option<int?> limit)
    {
        weight.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 20))
            {
                result.AddError("--model-weight is 0 to 20.");
            }
        });
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--limit is 1 or more.");
            }
        });
    }

    private static string[] Fields(string list)
    {
        var fields = list.Split(',', StringSplitOptions.TrimEntries);
        return fields.All(field => field.Length > 0)
            ? fields
            : throw new UnusableInputException($"--text-fields '{list}' holds an empty name. Give paths separated by commas, such as {DefaultTextFields},metadata.brand.");
    }
}
