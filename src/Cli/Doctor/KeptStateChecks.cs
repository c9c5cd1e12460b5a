using System.Globalization;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Switching;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary>
/// What is kept in the cluster itself: jobs of backfills, and, where an entry has two models, which of them searches are ranked by. Whether the account may
/// use it, and whether it is as it should be.
/// </summary>
internal static class KeptStateChecks
{
    private const string JobsSubject = "jobs";
    private const string SwitchSubject = "switch";
    private static readonly string[] ForJobs = ["create_index", "read", "write", "view_index_metadata"];
    private static readonly string[] ForSwitch = ["create_index", "read", "write"];

    public static async IAsyncEnumerable<CheckResult> RunAsync(
        TwinBertOptions configuration,
        ModelPackages packages,
        IClusterCalls calls,
        ClusterIdentity identity,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await MayAsync(calls, identity, (JobsSubject, JobsIndex.Name, ForJobs), "jobs of backfills", ConsequenceForJobs, cancellationToken);
        foreach (var result in await JobsAsync(calls, cancellationToken))
        {
            yield return result;
        }

        var changing = configuration.Indices.Where(index => index.Value.Next is not null).ToArray();
        if (changing.Length == 0)
        {
            yield break;
        }

        yield return await MayAsync(
            calls,
            identity,
            (SwitchSubject, ServingStore.Index, ForSwitch),
            "which of two models searches are ranked by",
            ConsequenceForSwitch,
            cancellationToken);
        var (decisions, failure) = await new ServingStore(calls).ReadAsync(cancellationToken);
        foreach (var (entry, index) in changing)
        {
            yield return decisions is null
                ? new(SwitchSubject, CheckStatus.Unknown, $"Which model searches of '{entry}' are ranked by is not known: {failure}")
                : await DecisionAsync(packages, calls, (entry, index), decisions.GetValueOrDefault(entry), cancellationToken);
        }
    }

    private const string ConsequenceForJobs =
        "a backfill keeps its state in a file, works alone, and 'twinbert jobs' shows nothing of it";

    private const string ConsequenceForSwitch =
        "'twinbert model switch' cannot go over to the next model, and a sidecar that may not read stays with the model that the entry names";

    private static async Task<CheckResult> MayAsync(
        IClusterCalls calls, ClusterIdentity identity, (string Subject, string Index, string[] Privileges) wanted, string what, string consequence,
        CancellationToken cancellationToken)
    {
        var (subject, index, privileges) = wanted;
        var (missing, unknown) = await IndexPrivileges.MissingAsync(calls, identity.Family, index, privileges, cancellationToken);
        var remedy = $"Grant {string.Join(", ", privileges.Select(name => $"'{name}'"))} on '{index}' to the account under Upstream.";
        return (missing, unknown) switch
        {
            (null, var why) =>
                new(subject, CheckStatus.Unknown, $"Whether the account may keep {what} in '{index}' is not known: {why} If not, {consequence}."),
            ({ Count: 0 }, _) => new(subject, CheckStatus.Fine, $"The account may keep {what} in '{index}'."),
            _ => new(subject, CheckStatus.Warning, $"The account has no {string.Join(", ", missing)} on '{index}': {consequence}. {remedy}"),
        };
    }

    private static async Task<IReadOnlyList<CheckResult>> JobsAsync(IClusterCalls calls, CancellationToken cancellationToken)
    {
        var (jobs, failure) = await new JobBoard(calls, new JobOptions(), TimeProvider.System).ListAsync(cancellationToken);
        if (failure is not null)
        {
            return [new(JobsSubject, CheckStatus.Unknown, $"Which jobs there are is not known: {failure}")];
        }

        JobReport[] left = [.. jobs.Where(job => job is { State: JobState.Running or JobState.Following, Workers.Count: 0 })];
        var working = jobs.Count(job => job.Workers.Count > 0);
        CheckResult[] abandoned =
        [
            .. left.Select(job => new CheckResult(
                JobsSubject,
                CheckStatus.Warning,
                $"The job '{job.Job.Name}' is not done, and nobody works on it. To go on: {CommandOf(job.Job)}; to end it: twinbert jobs cancel "
                    + job.Job.Name)),
        ];
        var text = string.Create(CultureInfo.InvariantCulture, $"Jobs that are kept: {jobs.Count}; of these, somebody works on {working}.");
        return abandoned.Length > 0 ? abandoned : [new(JobsSubject, CheckStatus.Fine, text)];
    }

    private static string CommandOf(JobDocument job) =>
        $"twinbert backfill {job.Index}{(new EmbeddingField(job.Embedding).Mark is { } mark ? $" --embedding-field {mark}" : "")}";

    private static async Task<CheckResult> DecisionAsync(
        ModelPackages packages, IClusterCalls calls, (string Name, IndexOptions Settings) entry, ServingDecision? decision, CancellationToken cancellationToken)
    {
        var next = entry.Settings.WithNext()!;
        if (decision?.IsBetween(entry.Settings.EmbeddingField, next.EmbeddingField) != true)
        {
            var other = decision is null ? "nobody has decided" : $"the decision is on '{decision.Serving}' and '{decision.Standby}', which it does not have";
            return new(SwitchSubject, CheckStatus.Fine, $"Searches of '{entry.Name}' are ranked by '{entry.Settings.EmbeddingField}': {other}.");
        }

        try
        {
            var package = packages.Of(decision.Serving == next.EmbeddingField ? next : entry.Settings);
            if (package.Fingerprint.Value != decision.Model)
            {
                return new(
                    SwitchSubject,
                    CheckStatus.Warning,
                    $"Searches of '{entry.Name}' are ranked by '{decision.Serving}', which was decided for the model {decision.Model}; the configuration has "
                        + $"{package.Fingerprint} there. Correct the model's folder, or decide again with: twinbert model switch {entry.Name}");
            }

            var counter = new CoverageCounter(calls, package.Fingerprint);
            var (coverage, failure) = await counter.CountAsync(entry.Name, new(decision.Serving), cancellationToken);
            var back = decision.Serving == next.EmbeddingField ? $", or go back with: twinbert model switch {entry.Name} --back" : "";
            return coverage switch
            {
                null => new(SwitchSubject, CheckStatus.Unknown, $"The documents of '{entry.Name}' with '{decision.Serving}' cannot be counted: {failure}"),
                { Current: 0, Total: > 0 } => new(
                    SwitchSubject,
                    CheckStatus.Warning,
                    $"Searches of '{entry.Name}' are ranked by '{decision.Serving}' of the model {decision.Model}, which no document has: all keep the "
                        + $"engine's place. Embed them with: twinbert backfill {entry.Name} --embedding-field {decision.Serving}{back}"),
                _ => new(SwitchSubject, CheckStatus.Fine, $"Searches of '{entry.Name}' are ranked by '{decision.Serving}' of the model {decision.Model}."),
            };
        }
        catch (UnusableInputException)
        {
            // Of the model, which was said.
            return new(SwitchSubject, CheckStatus.Unknown, $"Searches of '{entry.Name}' are ranked by '{decision.Serving}', whose model cannot be read.");
        }
    }
}
