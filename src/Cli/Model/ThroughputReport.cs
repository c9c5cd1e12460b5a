using System.Globalization;
using Spectre.Console;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model bench --documents</c>.</summary>
internal static class ThroughputReport
{
    public static async Task<int> RunAsync(ModelPackage package, (string? Texts, TimeSpan Duration) how, bool json, CancellationToken cancellationToken)
    {
        var texts = how.Texts is { } file ? Read(file) : DocumentThroughput.MakeUp();
        var throughput = new DocumentThroughput(package, TimeProvider.System);
        var results = new List<ThroughputResult>();
        foreach (var processors in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            results.Add(await throughput.MeasureAsync(texts, processors, how.Duration, cancellationToken));
        }

        if (json)
        {
            await ModelJson.PrintAsync(
                new { Package = package.Folder, Fingerprint = package.Fingerprint.Value, package.Manifest.Encoders.Weights, Throughput = results });
            return ExitCode.Done;
        }

        var table = new Table();
        foreach (var column in new[] { "processors", "documents", "docs/s", "tokens/s" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var result in results)
        {
            FormattableString[] cells =
                [$"{result.Processors}", $"{result.Documents:N0}", $"{result.DocumentsPerSecond:N1}", $"{result.TokensPerSecond:N0}"];
            table.AddRow(Array.ConvertAll(cells, cell => cell.ToString(CultureInfo.InvariantCulture)));
        }

        AnsiConsole.Write(table);
        return ExitCode.Done;
    }

    private static string[] Read(string file)
    {
        try
        {
            string[] texts = [.. File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line))];
            return texts.Length > 0 ? texts : throw new UnusableInputException($"'{file}' has no text: give one on each line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"'{file}' cannot be read: {e.Message}");
        }
    }
}
