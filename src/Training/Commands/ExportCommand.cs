using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Export.Bert;
using TwinBert.Training.Packages;
using TwinBert.Training.Running;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train export</c>: a model package of a run.</summary>
internal static class ExportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The run of distill or embed-distill.", HelpName = "RUN", Required = true };
        var heads = new Option<string[]>("--head-run")
        {
            Description = "A run of distill --head-alone on the same encoder; may be repeated.",
            HelpName = "RUN",
        };
        var target = new Option<string>("--out") { Description = "Where the package shall be.", HelpName = "DIR", Required = true };
        var precision = new Option<string>("--precision")
        {
            Description = "How weights are stored: int8 is a quarter of the size, and two to three times as fast.",
            DefaultValueFactory = _ => "int8",
        };
        var name = new Option<string?>("--name") { Description = "The model's name; the run folder's if not given.", HelpName = "NAME" };
        var queryTokens = new Option<int?>("--query-tokens") { Description = "The most tokens of a query; as trained if not given.", HelpName = "N" };
        var documentTokens = new Option<int?>("--document-tokens") { Description = "The most tokens of a document; as trained if not given.", HelpName = "N" };
        var source = new Option<string>("--source")
        {
            Description = "Where the weights come from, for the manifest.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "not stated",
        };
        var licence = new Option<string>("--licence")
        {
            Description = "The weights' licence as an SPDX expression, for the manifest.",
            HelpName = "SPDX",
            DefaultValueFactory = _ => "NOASSERTION",
        };
        var force = new Option<bool>("--force") { Description = "Replace a folder that has content." };
        precision.AcceptOnlyFromAmong("int8", "fp32");
        queryTokens.AtLeast(1);
        documentTokens.AtLeast(1);
        var command = new ExampleCommand("export", "Make a model package of a run.")
        {
            Examples =
            [
                "twinbert-train export --run runs/small --out models/small",
                "twinbert-train export --run runs/student --head-run runs/residual --out models/shop",
            ],
        };
        foreach (var option in new Option[] { run, heads, target, precision, name, queryTokens, documentTokens, source, licence, force })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Heads are read by the layers that were trained.
            TorchRuntime.Require();
            var package = await new RunPackage
            {
                Run = parsed.GetValue(run)!,
                Heads = parsed.GetValue(heads) ?? [],
                Precision = parsed.GetValue(precision) == "int8" ? EncoderPrecision.Quantised : EncoderPrecision.Full,
                Name = parsed.GetValue(name),
                QueryTokens = parsed.GetValue(queryTokens),
                DocumentTokens = parsed.GetValue(documentTokens),
                Source = parsed.GetValue(source)!,
                Licence = parsed.GetValue(licence)!,
            }.WriteAsync(parsed.GetValue(target)!, parsed.GetValue(force), cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"{package.Manifest.Name}, {package.Manifest.Encoders.Weights}, {package.Dimensions} dimensions, "
                    + $"{string.Join(", ", package.Crossings.Keys)}, fingerprint {package.Fingerprint}: {package.Folder}");
            return ExitCode.Done;
        });
        return command;
    }
}
