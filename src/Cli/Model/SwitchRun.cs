using System.Globalization;
using TwinBert.Backfill.Switching;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>Counts how many documents have the embeddings of two models, and has searches ranked by the other one.</summary>
internal static class SwitchRun
{
    private const double UsualShare = 0.99;

    public static async Task<int> RunAsync(string index, TwinBertOptions options, SwitchChoice choice, CancellationToken cancellationToken)
    {
        var (entry, settings) = ConfiguredEntry.Find(index, options) ?? throw new UnusableInputException(
            $"'{index}' is not configured. Name an index of an entry of Indices, or the entry; there are: {string.Join(", ", options.Indices.Keys)}.");
        var next = settings.WithNext() ?? throw new UnusableInputException(
            $"Indices:{entry} has no Next: there is no model to go over to. Name its package and its embedding object there, for the sidecars too.");
        using var upstream = await Upstream.ConnectAsync(options.Upstream, cancellationToken);
        var store = new ServingStore(upstream.Calls);
        var (decisions, failure) = await store.ReadAsync(cancellationToken);
        if (decisions is null)
        {
            throw new UnusableInputException($"Which model searches are ranked by is not known: {failure}");
        }

        // The decision that was made on other objects is no decision on these.
        var serving = decisions.GetValueOrDefault(entry)?.Serving == next.EmbeddingField ? next.EmbeddingField : settings.EmbeddingField;
        var wanted = Wanted(choice, settings, next, serving);
        var packages = new ModelPackages(options);
        var generations = new[] { (Settings: settings, Package: packages.Of(settings)), (Settings: next, Package: packages.Of(next)) };
        (var coverage, failure) = await new GenerationCounter(upstream.Calls).CountAsync(
            entry,
            (new(settings.EmbeddingField), generations[0].Package.Fingerprint),
            (new(next.EmbeddingField), generations[1].Package.Fingerprint),
            cancellationToken);
        if (coverage is null)
        {
            throw new UnusableInputException($"The documents of '{entry}' cannot be counted: {failure}");
        }

        Say(entry, $"{coverage.Either:N0} documents have an embedding");
        Describe(entry, generations[0], coverage.First, coverage.FirstShare, serving);
        Describe(entry, generations[1], coverage.Second, coverage.SecondShare, serving);
        if (choice.DryRun || wanted == serving)
        {
            Say(entry, $"searches are ranked by '{serving}'");
            return ExitCode.Done;
        }

        var (package, share) = wanted == next.EmbeddingField
            ? (generations[1].Package, coverage.SecondShare)
            : (generations[0].Package, coverage.FirstShare);
        var least = choice.AtLeast ?? settings.Next!.SwitchAtCoverage ?? UsualShare;
        if (share < least && !choice.Force)
        {
            await Console.Error.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{entry}: '{wanted}' has {share:P2} of the documents with an embedding, and {least:P2} are wanted: the others would be in the engine's "
                        + $"place. Run 'twinbert backfill {entry} --embedding-field {wanted}', or give --at-least or --force."));
            return ExitCode.Incomplete;
        }

        var decision = new ServingDecision(wanted, serving, package.Fingerprint.Value, TimeProvider.System.GetUtcNow(), "command");
        return await DecideAsync(store, entry, decision, cancellationToken);
    }

    private static async Task<int> DecideAsync(ServingStore store, string entry, ServingDecision decision, CancellationToken cancellationToken)
    {
        if (await store.ChangeAsync(entry, _ => decision, cancellationToken) is { } refusal)
        {
            await Console.Error.WriteLineAsync(
                $"{entry}: the decision is not kept: {refusal} The account needs 'create_index', 'read' and 'write' on {ServingStore.Index}.");
            return ExitCode.Incomplete;
        }

        Say(entry, $"searches are ranked by '{decision.Serving}' from now on; to go back: twinbert model switch '{entry}' --to {decision.Standby}");
        return ExitCode.Done;
    }

    private static string Wanted(SwitchChoice choice, IndexOptions settings, IndexOptions next, string serving) => choice switch
    {
        { Back: true } => settings.EmbeddingField,
        { To: null } => serving == next.EmbeddingField ? settings.EmbeddingField : next.EmbeddingField,
        { To: var to } when to == settings.EmbeddingField || to == next.EmbeddingField => to,
        { To: var to } => throw new UnusableInputException(
            $"'{to}' is neither EmbeddingField ('{settings.EmbeddingField}') nor Next:EmbeddingField ('{next.EmbeddingField}')."),
    };

    private static void Describe(string entry, (IndexOptions Settings, ModelPackage Package) generation, long documents, double share, string serving)
    {
        var field = generation.Settings.EmbeddingField;
        var state = field == serving ? ", searched" : "";
        Say(entry, $"'{field}' ({generation.Package.Manifest.Name}, {generation.Package.Fingerprint}): {documents:N0}, {share:P2}{state}");
    }

    private static void Say(string entry, FormattableString text) => Console.Out.WriteLine($"{entry}: {text.ToString(CultureInfo.InvariantCulture)}");
}
