using System.Globalization;
using TwinBert.Backfill.Removing;
using TwinBert.Backfill.Resilience;
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
                complete &= await RemoveAsync(upstream, name, field, choice, cancellationToken);
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

    private static async Task<bool> RemoveAsync(Upstream upstream, string name, string field, RemoveChoice choice, CancellationToken cancellationToken)
    {
        var finder = new RemovalFinder(new RetryingClusterCalls(upstream.Calls, new(), TimeProvider.System, answer => answer.Status == 429));
        var (indices, failure) = await finder.FindAsync(name, new(field), requiresWrites: !choice.DryRun, cancellationToken);
        if (failure is not null)
        {
            throw new UnusableInputException(failure);
        }

        var complete = true;
        foreach (var index in indices)
        {
            var removal = new EmbeddingRemoval(upstream.Calls, upstream.Identity, index, choice.Options, TimeProvider.System);
            var (before, unknown) = await removal.CountAsync(cancellationToken);
            if (unknown is not null)
            {
                throw new UnusableInputException($"'{index.Name}': {unknown}");
            }

            if (choice.DryRun || before == 0)
            {
                Console.Out.WriteLine(Line(index.Name, $"{before:N0} documents have an embedding"));
                continue;
            }

            var report = await removal.RunAsync(new RemoveLines(Console.Error, TimeProvider.System), cancellationToken);
            complete &= await SayAsync(index.Name, field, report);
        }

        return complete;
    }

    private static async Task<bool> SayAsync(string index, string field, RemovalReport report)
    {
        if (report is { Failure: null, Left: 0 })
        {
            Console.Out.WriteLine(
                Line(
                    index,
                    $"{report.Removed:N0} documents have no embedding any more; the mapping keeps '{field}', as engines take no field out of one"));
            return true;
        }

        var reason = report.Failure
            ?? (report.Refused is { } refused
                ? $"The first that could not be changed is {refused}"
                : "Others go on writing some: stop them, or their sidecar.");
        var counts = string.Create(
            CultureInfo.InvariantCulture, $"'{index}': {report.Left:N0} documents still have an embedding, {report.Removed:N0} have none any more.");
        await Console.Error.WriteLineAsync($"{counts} {reason} The same command goes on from here.");
        return false;
    }

    private static string Line(string index, FormattableString text) => $"{index}: {text.ToString(CultureInfo.InvariantCulture)}";
}
