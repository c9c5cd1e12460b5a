using System.Globalization;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Planning;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary>The indices: whether entries match some, whether mappings and text fields fit, the language of the texts, and who has an embedding.</summary>
internal static class IndexChecks
{
    public static async IAsyncEnumerable<CheckResult> RunAsync(
        TwinBertOptions configuration,
        ModelPackages packages,
        IClusterCalls calls,
        ClusterIdentity? identity,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (EntryCheck.WithoutEntries(configuration) is { } none)
        {
            yield return none;
        }

        foreach (var (name, index) in configuration.Indices)
        {
            var entry = await EntryCheck.RunAsync(calls, name, cancellationToken);
            yield return entry;
            if (entry.Status != CheckStatus.Fine || identity is null)
            {
                continue;
            }

            foreach (var result in await OfEntryAsync(configuration, packages, calls, identity, name, cancellationToken))
            {
                yield return result;
            }

            if (await LanguageNotice.OfAsync(calls, name, index.TextFields, packages.Of(index), cancellationToken) is { } notice)
            {
                yield return new("language", CheckStatus.Warning, notice);
            }
        }
    }

    private static async Task<IReadOnlyList<CheckResult>> OfEntryAsync(
        TwinBertOptions configuration, ModelPackages packages, IClusterCalls calls, ClusterIdentity identity, string name, CancellationToken cancellationToken)
    {
        BackfillPlan plan;
        try
        {
            var configured = new ConfiguredIndices(configuration, packages, GenerationChoice.None);
            var planner = new BackfillPlanner(calls, identity.Family, configured.FieldsOf)
            {
                RequiresWrites = false, RequiresTextFields = true, ConfiguredNames = configured.Names,
            };
            plan = await planner.PlanAsync([name], cancellationToken);
        }
        catch (UnusableInputException)
        {
            // Of the model, which was said.
            return [];
        }

        var results = plan.Errors.Select(error => new CheckResult("mapping", CheckStatus.Warning, error)).ToList();
        foreach (var index in plan.Sound)
        {
            results.Add(index.Misfit is { } misfit
                ? new("mapping", CheckStatus.Error, misfit)
                : new(
                    "mapping",
                    CheckStatus.Fine,
                    $"The mapping of '{index.Name}' fits{(index.LacksMapping ? ", once the first embedding is written" : "")}."));
            results.Add(await CoverageAsync(calls, index, cancellationToken));
        }

        return results;
    }

    private static async Task<CheckResult> CoverageAsync(IClusterCalls calls, IndexPlan index, CancellationToken cancellationToken)
    {
        var counter = new CoverageCounter(calls, index.Fields.Model.Fingerprint);
        var (coverage, failure) = await counter.CountAsync(index.Name, index.Fields.Embedding, cancellationToken);
        if (coverage is null)
        {
            return new("coverage", CheckStatus.Unknown, $"The documents of '{index.Name}' cannot be counted: {failure}");
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{coverage.Current:N0} of {coverage.Total:N0} documents of '{index.Name}' have an embedding of the model in use");
        return coverage.Current >= coverage.Total
            ? new("coverage", CheckStatus.Fine, text + ".")
            : new(
                "coverage",
                CheckStatus.Warning,
                $"{text}; the others keep the engine's place. Those that have a text get one by: twinbert backfill {index.Name}");
    }
}
