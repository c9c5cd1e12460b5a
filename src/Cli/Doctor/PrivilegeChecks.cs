using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Cli.Doctor;

/// <summary>Whether the operator's credentials and an application's may do what they are for, as Elasticsearch tells whoever asks about himself.</summary>
internal static class PrivilegeChecks
{
    private const string Subject = "privileges";
    private static readonly string[] OfOperator = ["read", "write", "view_index_metadata", "manage"];
    private static readonly string[] OfCaller = ["read"];

    public static async IAsyncEnumerable<CheckResult> RunAsync(
        DoctorOptions options,
        IClusterCalls operators,
        ClusterIdentity? identity,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (identity?.Family == EngineFamily.OpenSearch)
        {
            yield return new(Subject, CheckStatus.Unknown, "OpenSearch does not tell what credentials may do: see docs/backfill.md for what they need.");
            yield break;
        }

        string[] entries = [.. options.Configuration.Indices.Keys];
        if (entries.Length == 0)
        {
            yield break;
        }

        object[] wanted =
        [
            new { names = entries, privileges = OfOperator },
            new { names = new[] { "twinbert-run-*" }, privileges = new[] { "manage", "write" } },
        ];
        yield return await AskAsync(operators, "Upstream's credentials", "backfill and repairs need them", wanted, cancellationToken);
        if (options.Caller is { } caller)
        {
            using var calls = OperatorCalls.Open(caller);
            yield return await AskAsync(
                calls, "The application's credentials", "its searches need them", [new { names = entries, privileges = OfCaller }], cancellationToken);
        }
    }

    private static async Task<CheckResult> AskAsync(
        IClusterCalls calls, string whose, string what, object[] wanted, CancellationToken cancellationToken)
    {
        var (missing, isSecured, answer) = await IndexPrivileges.AskAsync(calls, wanted, cancellationToken);
        if (missing is null)
        {
            return new(Subject, CheckStatus.Warning, $"{whose} cannot be asked what they may do: {EngineError.Describe(answer)}. Correct them.");
        }

        if (!isSecured)
        {
            return new(Subject, CheckStatus.Fine, "The cluster has no security: everybody may do everything.");
        }

        var names = string.Join(", ", missing.Select(one => $"{one.Privilege} on {one.Index}"));
        return missing.Count == 0
            ? new(Subject, CheckStatus.Fine, $"{whose} may do what they are for.")
            : new(Subject, CheckStatus.Warning, $"{whose} have no {names}: {what}. Give them a role that grants it.");
    }
}
