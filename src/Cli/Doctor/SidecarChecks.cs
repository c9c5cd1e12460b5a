using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Doctor;

/// <summary>The sidecar, where one runs, and what requests are answered with directly and through it.</summary>
internal static class SidecarChecks
{
    public static async IAsyncEnumerable<CheckResult> RunAsync(
        DoctorOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var caller = options.Caller ?? options.Configuration.Upstream;
        using var through = OperatorCalls.Open(caller with { Url = options.Sidecar.GetLeftPart(UriPartial.Authority), Nodes = [] });
        var ready = await through.SendAsync(new(HttpMethod.Get, "/_twinbert/health/ready"), cancellationToken);
        if (ready.Status == 0)
        {
            yield return new(
                "sidecar", CheckStatus.Unknown, $"No sidecar answers at {options.Sidecar}. Start one with 'twinbert serve', or name it with --url.");
            if (options.Requests is not null)
            {
                yield return new("replay", CheckStatus.Error, "Requests cannot be compared without a sidecar.");
            }

            yield break;
        }

        yield return ready.IsSuccess
            ? new("sidecar", CheckStatus.Fine, $"The sidecar at {options.Sidecar} is ready.")
            : new("sidecar", CheckStatus.Error, $"What answers at {options.Sidecar} is not ready, or no sidecar (HTTP {ready.Status}). See its log.");
        if (options.Requests is not { } file)
        {
            yield break;
        }

        string[] hidden = [.. options.Configuration.Indices.Values.SelectMany(index => index.EmbeddingFields()).Distinct()];
        using var direct = OperatorCalls.Open(caller);
        foreach (var (number, call) in await RequestFile.ReadAsync(file, cancellationToken))
        {
            var (engine, sidecar) = (await direct.SendAsync(call, cancellationToken), await through.SendAsync(call, cancellationToken));
            var difference = AnswerDifference.Find(engine, sidecar, hidden);
            var verdict = sidecar.Verdict is { } said ? $" ({said})" : "";
            yield return new(
                "replay",
                difference.IsExpected ? CheckStatus.Fine : CheckStatus.Error,
                $"Line {number}, {call.Method} {call.Target}: {difference.Text}{verdict}");
        }
    }
}
