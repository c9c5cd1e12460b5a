using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TwinBert.Cli.Hosting;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model inspect</c>.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var package = PackageArgument.Create();
        var json = PackageArgument.JsonOption();
        var command = new Command("inspect", "Show what a package says about itself, and its fingerprints.") { package, json };
        command.SetAction(async (parsed, _) =>
        {
            var loaded = ModelLocator.Load(parsed.GetRequiredValue(package));
            if (parsed.GetValue(json))
            {
                await ModelJson.PrintAsync(
                    new { loaded.Folder, Fingerprint = loaded.Fingerprint.Value, QueryFingerprint = loaded.QueryFingerprint.Value,
                        Bytes = Size(loaded), loaded.Manifest, Crossings = loaded.Crossings.Values.Select(CrossingText.Of) });
            }
            else
            {
                Print(loaded);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ModelPackage package)
    {
        var manifest = package.Manifest;
        var table = new Table().HideHeaders().AddColumn("").AddColumn("");
        void Row(string name, FormattableString value) => table.AddRow(name, Markup.Escape(value.ToString(CultureInfo.InvariantCulture)));
        Row("name", $"{manifest.Name}");
        Row("fingerprint", $"{package.Fingerprint}");
        Row("query fingerprint", $"{package.QueryFingerprint}");
        Row("folder", $"{package.Folder} ({Size(package) / 1e6:F1} MB)");
        var (encoders, pooling) = (manifest.Encoders, manifest.Embedding.Pooling.ToString().ToLowerInvariant());
        if (encoders.Query == encoders.Document)
        {
            Row("encoder", $"{encoders.Layers} layers, {encoders.Weights}, {pooling} pooling");
        }
        else
        {
            Row("query encoder", $"{encoders.Query}: {encoders.Layers} layers, {encoders.Weights}, {pooling} pooling");
            Row("document encoder", $"{encoders.Document}: {encoders.DocumentLayers ?? encoders.Layers} layers, {encoders.Weights}, {pooling} pooling");
        }

        Row("vectors", $"{manifest.Embedding.Dimensions} signed bytes, scaled by '{manifest.Embedding.Quantisation.ToString().ToLowerInvariant()}'");
        Row("tokenizer", $"{manifest.Tokenizer.Kind}, {manifest.Tokenizer.VocabularySize} ids");
        Row("limits", $"queries {manifest.Limits.QueryTokens} tokens, documents {manifest.Limits.DocumentTokens}");
        Row("crossing", $"{string.Join(", ", package.Crossings.Values.Select(CrossingText.Of))}");
        Row("weight", $"{manifest.Blend.TextWeight} where text decides, {manifest.Blend.ModelWeight} beside an application's own numbers");
        Row("typical similarity", $"{manifest.Blend.TypicalSimilarity}");
        foreach (var (name, typical) in manifest.Blend.TypicalByCrossing ?? new Dictionary<string, float>())
        {
            Row($"typical similarity, {name}", $"{typical}");
        }

        Row("languages", $"{string.Join(", ", manifest.Languages)}");
        Row("source", $"{manifest.Provenance.Source}");
        Row("licence", $"{manifest.Provenance.Licence}");
        Row("changes", $"{manifest.Provenance.Changes}");
        foreach (var (name, value) in manifest.Metrics)
        {
            Row(name, $"{value}");
        }

        AnsiConsole.Write(table);
    }

    private static long Size(ModelPackage package) => new DirectoryInfo(package.Folder).EnumerateFiles().Sum(file => file.Length);
}
