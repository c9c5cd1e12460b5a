using System.Globalization;
using TwinBert.Backfill.Switching;
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
        var complete = true;
        foreach (var name in indices.SelectMany(index => index.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var entry = ConfiguredEntry.Find(name, options);
            foreach (var field in FieldsOf(name, entry?.Settings, choice))
            {
                complete &= await RemoveAsync(new(upstream.Calls, name, field), choice, cancellationToken);
                if (entry is not null && !choice.DryRun)
                {
                    // What is not there any more must not be what searches are ranked by when an object of this name comes again.
                    await new ServingStore(upstream.Calls).ChangeAsync(
                        entry.Name, before => before?.Serving == field && entry.Settings.EmbeddingField != field ? null : before, cancellationToken);
                }
            }
        }

        return complete ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static IEnumerable<string> FieldsOf(string name, IndexOptions? settings, RemoveChoice choice)
    {
        if (choice.DropOld)
        {
            return settings is { HiddenEmbeddingFields: { Count: > 0 } hidden }
                ? hidden
                : throw new UnusableInputException(
                    $"The configuration names no HiddenEmbeddingFields for '{name}'. Name the object that is used no longer there, or give --field.");
        }

        var field = choice.Field ?? settings?.EmbeddingField ?? new IndexOptions().EmbeddingField;
        if (settings?.Next is not null && (field == settings.EmbeddingField || field == settings.Next.EmbeddingField) && !choice.DryRun)
        {
            throw new UnusableInputException(
                $"This configuration embeds '{name}' in '{field}', and searches may be ranked by it while there is a Next. End the change first: name the "
                    + "model that stays in Model and EmbeddingField, the other object in HiddenEmbeddingFields, and no Next, for every sidecar.");
        }

        if (!choice.DryRun && settings?.EmbeddingField == field)
        {
            Console.Error.WriteLine(
                $"warning: this configuration embeds '{name}' in '{field}': a sidecar that serves it will embed its documents anew when they are written.");
        }

        return [field];
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
