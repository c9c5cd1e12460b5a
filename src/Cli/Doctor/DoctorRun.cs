using System.Text.Json;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary>Looks at everything, one thing after the other, and says what it found.</summary>
internal static class DoctorRun
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> RunAsync(DoctorOptions options, bool json, CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        await foreach (var result in LookAsync(options, cancellationToken))
        {
            results.Add(result);
            if (!json)
            {
                Console.Out.WriteLine($"{Word(result.Status),-7} {result.Subject,-13} {OneLine.Of(result.Text)}");
            }
        }

        if (json)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(results.Select(result => new { Status = Word(result.Status), result.Subject, result.Text }), Json));
        }

        return results.All(result => result.Status < CheckStatus.Warning) ? ExitCode.Done : ExitCode.Incomplete;
    }

    private static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Fine => "ok",
        CheckStatus.Unknown => "unknown",
        CheckStatus.Warning => "warning",
        _ => "error",
    };

    private static async IAsyncEnumerable<CheckResult> LookAsync(
        DoctorOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var configuration = options.Configuration;
        var entries = configuration.Indices.Count == 1 ? "one entry" : $"{configuration.Indices.Count} entries";
        yield return new("configuration", CheckStatus.Fine, $"It can be read, and has {entries} of Indices.");
        var packages = new ModelPackages(configuration);
        foreach (var result in MachineChecks.Run(configuration, packages))
        {
            yield return result;
        }

        using var calls = OperatorCalls.Open(configuration.Upstream);
        var (identity, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken);
        yield return ClusterChecks.Reached(configuration.Upstream, identity, answer);
        if (answer.Status == 0)
        {
            yield break;
        }

        yield return CredentialCheck.Of(configuration.Upstream, answer);
        await foreach (var result in ClusterChecks.RunAsync(calls, configuration, cancellationToken))
        {
            yield return result;
        }

        await foreach (var result in PrivilegeChecks.RunAsync(options, calls, identity, cancellationToken))
        {
            yield return result;
        }

        await foreach (var result in IndexChecks.RunAsync(configuration, packages, calls, identity, cancellationToken))
        {
            yield return result;
        }

        if (identity is not null)
        {
            await foreach (var result in KeptStateChecks.RunAsync(configuration, packages, calls, identity, cancellationToken))
            {
                yield return result;
            }
        }

        await foreach (var result in SidecarChecks.RunAsync(options, cancellationToken))
        {
            yield return result;
        }
    }
}
