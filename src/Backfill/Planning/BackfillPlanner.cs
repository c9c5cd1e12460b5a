using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>
/// Finds out what a backfill has to work on, and everything that speaks against it, before anything is changed: indices that do not exist or are not
/// configured, mappings that do not fit, indices that refuse writes or do not keep their documents. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="family">The family of engines.</param>
/// <param name="fieldsOf">The fields and model of an index, alias or data stream; <see langword="null"/> for one that is not configured.</param>
public sealed class BackfillPlanner(IClusterCalls calls, EngineFamily family, Func<string, IndexFields?> fieldsOf)
{
    /// <summary>The configured names and patterns, for the message about an index that matches none.</summary>
    public IReadOnlyCollection<string> ConfiguredNames { get; init; } = [];

    /// <summary>Whether indices that cannot be written are errors; not for somebody who only counts.</summary>
    /// <value><see langword="true"/></value>
    public bool RequiresWrites { get; init; } = true;

    /// <summary>Whether text fields that neither the mapping nor the documents of an index have are errors.</summary>
    public bool RequiresTextFields { get; init; }

    /// <summary>Makes the plan.</summary>
    /// <param name="expressions">Names of indices, aliases and data streams, patterns with <c>*</c>, or several with commas.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<BackfillPlan> PlanAsync(IEnumerable<string> expressions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        var plans = new Dictionary<string, IndexPlan>(StringComparer.Ordinal);
        var errors = new List<string>();
        foreach (var name in expressions.SelectMany(
            expression => expression.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            await PlanAsync(name, plans, errors, cancellationToken).ConfigureAwait(false);
        }

        return new(errors.Count == 0 ? [.. plans.Values] : [], errors) { Sound = [.. plans.Values] };
    }

    // A pattern means those of its indices that are configured: whoever says 'backfill *' does not want to hear about every other index of the cluster.
    private async ValueTask PlanAsync(string name, Dictionary<string, IndexPlan> plans, List<string> errors, CancellationToken cancellationToken)
    {
        var configured = 0;
        var found = await FindAsync(name, errors, cancellationToken).ConfigureAwait(false);
        foreach (var index in found)
        {
            var names = await IndexNames.OfAsync(calls, index.Name, cancellationToken).ConfigureAwait(false);
            if (Fields(name, index.Name, names) is not { } fields)
            {
                continue;
            }

            configured++;
            if (!plans.ContainsKey(index.Name) && await PlanAsync(index, fields, errors, cancellationToken).ConfigureAwait(false) is { } plan)
            {
                plans.Add(plan.Name, plan with { IsBackingIndex = names.DataStream is not null });
            }
        }

        if (found.Count > 0 && configured == 0)
        {
            errors.Add(
                $"The index '{string.Join("', '", found.Select(index => index.Name))}' is not configured. Add it, or a pattern that matches it, to Indices "
                    + $"in the configuration; it has {Configured()}.");
        }
    }

    private async ValueTask<IReadOnlyList<IndexDescription>> FindAsync(string name, List<string> errors, CancellationToken cancellationToken)
    {
        var answer = await calls
            .SendAsync(new ClusterCall(HttpMethod.Get, $"/{Uri.EscapeDataString(name)}/_settings?flat_settings=true"), cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status == 404)
        {
            errors.Add($"There is no index '{name}'. Check the name, or create the index first.");
            return [];
        }

        if (!answer.IsSuccess)
        {
            errors.Add($"The settings of '{name}' cannot be read: {EngineError.Describe(answer)}");
            return [];
        }

        using var json = JsonDocument.Parse(answer.Body);
        var found = json.RootElement.EnumerateObject().Select(index => new IndexDescription(index.Name, index.Value.GetProperty("settings").Clone())).ToArray();
        if (found.Length == 0)
        {
            errors.Add($"No index matches '{name}'. Check the pattern.");
        }

        return found;
    }

    private async ValueTask<IndexPlan?> PlanAsync(IndexDescription index, IndexFields fields, List<string> errors, CancellationToken cancellationToken)
    {
        if ((index.ClosedObstacle ?? (RequiresWrites ? index.BlockObstacle : null)) is { } obstacle)
        {
            errors.Add(obstacle);
            return null;
        }

        var answer = await calls
            .SendAsync(new ClusterCall(HttpMethod.Get, $"/{Uri.EscapeDataString(index.Name)}/_mapping"), cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            errors.Add($"The mapping of '{index.Name}' cannot be read: {EngineError.Describe(answer)}");
            return null;
        }

        using var json = JsonDocument.Parse(answer.Body);
        var mappings = json.RootElement.TryGetProperty(index.Name, out var entry) && entry.TryGetProperty("mappings", out var value) ? value : default;
        if (RequiresTextFields)
        {
            errors.AddRange(await AbsentTextFields.DescribeAsync(calls, index.Name, fields.TextFields, mappings, cancellationToken).ConfigureAwait(false));
        }

        return Plan(index, fields, mappings, errors);
    }

    private IndexPlan? Plan(IndexDescription index, IndexFields fields, JsonElement mappings, List<string> errors)
    {
        if (RequiresWrites && index.SourceObstacle(mappings) is { } obstacle)
        {
            errors.Add(obstacle);
            return null;
        }

        var state = EmbeddingMappingCheck.Compare(mappings, family, fields.Embedding, fields.Model.Dimensions);
        var misfit = state.Misfit is { } found
            ? $"The mapping of '{index.Name}' does not fit its model {fields.Model}: {found}. {found.Explanation} {found.Remedy(index.Name)}"
            : null;
        if (RequiresWrites && misfit is not null)
        {
            errors.Add(misfit);
            return null;
        }

        var mode = index.HasFinalPipeline ? WriteMode.Update : WriteMode.Index;
        return new(index.Name, index.Uuid, index.Shards, fields, mode, index.HasDefaultPipeline, LacksMapping: !state.IsPresent)
        {
            Misfit = misfit,
            Spelling = VectorSpellings.Of(family, index.Created, fields.AsNumbers),
        };
    }

    private string Configured() => ConfiguredNames.Count == 0 ? "none" : string.Join(", ", ConfiguredNames.Select(name => $"'{name}'"));

    private IndexFields? Fields(string asked, string index, IndexNames names) =>
        (asked.Contains('*', StringComparison.Ordinal) ? null : fieldsOf(asked))
        ?? fieldsOf(index)
        ?? names.All.Select(fieldsOf).FirstOrDefault(found => found is not null);
}
