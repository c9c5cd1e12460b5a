using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from")
        {
            Description = "A folder in Hugging Face layout: config.json, model.safetensors, vocab.txt.",
            HelpName = "DIR",
            Required = true,
        };
        var target = new Option<string>("--out") { Description = "Where the package shall be.", HelpName = "DIR", Required = true };
        var vocabulary = new Option<string?>("--vocab") { Description = "The vocabulary, where the folder has no vocab.txt.", HelpName = "FILE" };
        var quantised = new Option<bool>("--int8") { Description = "Quantise to 8 bits: a quarter of the size, two to three times as fast." };
        var force = new Option<bool>("--force") { Description = "Replace a folder that has content." };
        var name = new Option<string?>("--name") { Description = "The model's name; the folder's if not given.", HelpName = "NAME" };
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
        var layers = new Option<int[]?>("--layers")
        {
            Description = "Keep these layers alone, counted from 0: 0,2,4. A model that was cut needs training before it is of use.",
            HelpName = "N,N",
            CustomParser = ParseLayers,
        };
        var command = new Command("import", "Make a model package of BERT weights.")
        {
            from,
            target,
            vocabulary,
            quantised,
            force,
            name,
            source,
            licence,
            layers,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var import = new ModelImport(
                parsed.GetRequiredValue(from), parsed.GetRequiredValue(target), parsed.GetValue(vocabulary), parsed.GetValue(quantised),
                parsed.GetValue(force), parsed.GetValue(name), parsed.GetValue(source)!, parsed.GetValue(licence)!)
            {
                // An option of an array that was not given has an empty one, and that would be no layer at all.
                Layers = parsed.GetResult(layers) is null ? null : parsed.GetValue(layers),
            };
            var package = await import.RunAsync(cancellationToken);
            await Console.Error.WriteLineAsync(
                $"{package.Manifest.Name}, {package.Manifest.Encoders.Weights}, {package.Dimensions} dimensions, fingerprint "
                    + $"{package.Fingerprint}: {package.Folder}");
            return ExitCode.Done;
        });
        return command;
    }

    private static int[]? ParseLayers(ArgumentResult result)
    {
        var layers = new List<int>();
        foreach (var part in string.Join(',', result.Tokens.Select(token => token.Value)).Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            {
                result.AddError($"--layers has '{part}', and takes whole numbers with commas between them, such as 0,2,4.");
                return null;
            }

            layers.Add(layer);
        }

        return [.. layers];
    }
}
