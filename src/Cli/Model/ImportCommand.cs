using System.CommandLine;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "A folder in Hugging Face layout: config.json, model.safetensors, vocab.txt.", HelpName = "DIR", Required = true };
        var target = new Option<string>("--out") { Description = "Where the package shall be.", HelpName = "DIR", Required = true };
        var vocabulary = new Option<string?>("--vocab") { Description = "The vocabulary, where the folder has no vocab.txt.", HelpName = "FILE" };
        var quantised = new Option<bool>("--int8") { Description = "Quantise to 8 bits: a quarter of the size, two to three times as fast." };
        var force = new Option<bool>("--force") { Description = "Replace a folder that has content." };
        var name = new Option<string?>("--name") { Description = "The model's name; the folder's if not given.", HelpName = "NAME" };
        var source = new Option<string>("--source") { Description = "Where the weights come from, for the manifest.", HelpName = "TEXT", DefaultValueFactory = _ => "not stated" };
        var licence = new Option<string>("--licence") { Description = "The weights' licence as an SPDX expression, for the manifest.", HelpName = "SPDX", DefaultValueFactory = _ => "NOASSERTION" };
        var command = new Command("import", "Make a model package of BERT weights.") { from, target, vocabulary, quantised, force, name, source, licence };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var import = new ModelImport(
                parsed.GetRequiredValue(from), parsed.GetRequiredValue(target), parsed.GetValue(vocabulary), parsed.GetValue(quantised),
                parsed.GetValue(force), parsed.GetValue(name), parsed.GetValue(source)!, parsed.GetValue(licence)!);
            var package = await import.RunAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"{package.Manifest.Name}, {package.Manifest.Encoders.Weights}, {package.Dimensions} dimensions, fingerprint {package.Fingerprint}: {package.Folder}");
            return ExitCode.Done;
        });
        return command;
    }
}
