using System.Globalization;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Remove;

/// <summary>Takes embeddings out of one index after the other, and says what it did.</summary>
internal static class RemoveRun
{
    public static async Task<int> RunAsync(string[] indices, TwinBertOptions options, RemoveChoice choice, CancellationToken cancellationToken)
    {
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var table = new PatternTable<IndexOptions>(options.Indices);
        var complete = true;
        foreach (var name in indices.SelectMany(index => index.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var field = choice.Field ?? table.Find(name)?.EmbeddingField ?? new IndexOptions().EmbeddingField;
            if (!choice.DryRun && table.Find(name)?.EmbeddingField == field)
            {
                await Console.Error.WriteLineAsync(
                    $"warning: this configuration embeds '{name}' in '{field}': a sidecar that serves it will embed its documents anew when they are written.");
            }

            complete &= await RemoveAsync(new(upstream.Calls, name, field), choice, cancellationToken);
        }

        return complete ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static async Task<bool> RemoveAsync(EmbeddingRemoval removal, RemoveChoice choice, CancellationToken cancellationToken)
    {
        var before = await removal.CountAsync(cancellationToken);
        if (choice.DryRun || before == 0)
        {
            Console.Out.WriteLine(Line(removal, $"{before:N0} documents have an embedding"));
            return true;
        }

        string? failure = null;
        for (var left = before; left > 0;)
        {
            failure = await removal.PassAsync(choice.Rate, Show, cancellationToken);
            var still = await removal.CountAsync(cancellationToken);
            if (failure is not null || still >= left)
            {
                await Console.Error.WriteLineAsync(
                    $"'{removal.Index}': {still} documents still have an embedding. {failure ?? "Others go on writing some: stop them, or their sidecar."}");
                return false;
            }

            left = still;
        }

        Console.Out.WriteLine(
            Line(removal, $"{before:N0} documents have no embedding any more; the mapping keeps '{removal.Field}', as engines take no field out of one"));
        return true;

        void Show(long done, long total) => Console.Error.WriteLine(Line(removal, $"{done:N0} of {total:N0}"));
    }

    private static string Line(EmbeddingRemoval removal, FormattableString text) => $"{removal.Index}: {text.ToString(CultureInfo.InvariantCulture)}";
}
