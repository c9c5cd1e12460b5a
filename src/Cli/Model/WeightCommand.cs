using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Tuning;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model weight</c>: the weight that a package is to be shipped with.</summary>
internal static class WeightCommand
{
    public static Command Create()
    {
        var package = PackageArgument.Create();
        var sets = new Option<string[]>("--set")
        {
            Description = "A dataset in BEIR layout; again for each more. A split other than test, and the fields that make a document's text, may follow.",
            HelpName = "DIR[#SPLIT[#A,B]]",
            Required = true,
        };
        var most = new Option<double>("--at-most")
        {
            Description = "The greatest β that leaves an application's own order in place.",
            HelpName = "β",
            DefaultValueFactory = _ => WeightRule.Limit,
        };
        var cache = new Option<string?>("--cache") { Description = "A folder to keep embeddings in, for the next run with the same model.", HelpName = "DIR" };
        var json = PackageArgument.JsonOption();
        most.Refuse(value => value is not (>= 0 and <= WeightRule.Limit), $"--at-most is 0 to {WeightRule.Limit}.");
        var command = new ExampleCommand("weight", "Find the β that suits a package on several judged sets at once.")
        {
            Examples = ["twinbert model weight models/small --set samples/catalogue##title,metadata.brand,text --set DIR --set DIR2#dev --at-most 2"],
            Notes = ["The result belongs into blend.text_weight of the package's manifest.json. For the data of one application, see evaluate --tune."],
        };
        foreach (var option in new Option[] { sets, most, cache, json })
        {
            command.Add(option);
        }

        command.Add(package);
        command.SetAction((parsed, cancellationToken) => new WeightRun
        {
            Package = ModelLocator.Load(parsed.GetRequiredValue(package)),
            Sets = [.. parsed.GetRequiredValue(sets).Select(WeightSet.Read)],
            Rule = new WeightRule(parsed.GetValue(most)),
            Cache = parsed.GetValue(cache),
            Json = parsed.GetValue(json),
            Output = parsed.InvocationConfiguration.Output,
            Error = parsed.InvocationConfiguration.Error,
        }.RunAsync(cancellationToken));
        return command;
    }
}
