using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary>Puts a repair together, runs it, and reports.</summary>
internal static class RepairExecution
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(string name, TwinBertOptions options, (bool DryRun, bool Json) switches, CancellationToken cancellationToken)
    {
        if (name.AsSpan().ContainsAny(',', '*') || name.StartsWith('-'))
        {
            throw new UnusableInputException($"'{name}' is not the name of one index. Repair one index at a time.");
        }

        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var index = await RepairIndex.ReadAsync(upstream.Calls, name, cancellationToken);
        var table = new PatternTable<IndexOptions>(options.Indices);
        var settings = index.Names.Select(table.Find).FirstOrDefault(found => found is not null)
            ?? throw new UnusableInputException($"'{name}' is not configured: add it, or a pattern that it matches, to Indices in the configuration.");
        var field = new EmbeddingField(settings.EmbeddingField);
        var model = new ModelPackages(options).Of(settings);
        var target = new RepairTarget(upstream.Identity, field, model.Fingerprint, model.Dimensions)
        {
            Spelling = VectorSpellings.Of(upstream.Identity.Family, VectorSpellings.CreatedOf(index.Description), settings.SpellsNumbers()),
        };
        var run = new RepairRun(upstream.Calls, index, target);
        var misfit = target.Compare(index.Mappings).Misfit;
        var report = await run.RunAsync(misfit, switches.DryRun, Console.Error, cancellationToken);
        Console.Out.WriteLine(switches.Json ? JsonSerializer.Serialize(report, Json) : report.Summary);
        return report.Failure is null ? ExitCode.Done : ExitCode.Incomplete;
    }
}
