using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Checks;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Cli.Doctor;

/// <summary>The cluster: whether it is there, what it is, where its nodes say that they are, and what time it has.</summary>
internal static class ClusterChecks
{
    private const int OldestElasticsearch = 8;
    private const int OldestOpenSearch = 2;
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    /// <summary>What the answer to <c>GET /</c> shows.</summary>
    public static CheckResult Reached(UpstreamOptions upstream, ClusterIdentity? identity, ClusterAnswer answer)
    {
        if (identity is not null)
        {
            var isKnown = identity.Version.Major >= (identity.Family == EngineFamily.OpenSearch ? OldestOpenSearch : OldestElasticsearch);
            return new(
                "cluster",
                isKnown ? CheckStatus.Fine : CheckStatus.Warning,
                $"{identity.Family} {identity.Version} answers at {upstream.Url}."
                    + (isKnown ? "" : " That is older than what TwinBert is tried with: Elasticsearch 8 and 9, OpenSearch 2."));
        }

        return answer.Status switch
        {
            0 => new("cluster", CheckStatus.Error, answer.Failure!),
            401 or 403 => new("cluster", CheckStatus.Unknown, $"Which engine it is is not known: it answers with HTTP {answer.Status}."),
            _ => new(
                "cluster",
                CheckStatus.Error,
                $"What answers at {upstream.Url} is neither Elasticsearch nor OpenSearch (HTTP {answer.Status}). Correct Upstream:Url or --upstream."),
        };
    }

    public static async IAsyncEnumerable<CheckResult> RunAsync(
        IClusterCalls calls,
        TwinBertOptions configuration,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sidecar = await calls.SendAsync(new(HttpMethod.Get, "/_twinbert/health/live"), cancellationToken);
        if (sidecar.IsSuccess)
        {
            yield return new(
                "cluster",
                CheckStatus.Error,
                $"At {configuration.Upstream.Url} is a TwinBert sidecar, not the cluster: it would hide embeddings. Correct Upstream:Url.");
        }

        var nodes = await calls.SendAsync(new(HttpMethod.Get, "/_nodes/http?filter_path=nodes.*.http.publish_address"), cancellationToken);
        var addresses = Texts(nodes, "publish_address").ToList();
        yield return (addresses.Count, configuration.PublishAddress) switch
        {
            (0, _) => new("sniffing", CheckStatus.Unknown, $"Where the nodes say that they are is not known: {EngineError.Describe(nodes)}."),
            (_, null) => new(
                "sniffing",
                CheckStatus.Fine,
                $"A client that sniffs would go to {string.Join(", ", addresses)}, past the sidecar: where one does, turn that off or set PublishAddress."),
            (_, var own) => new("sniffing", CheckStatus.Fine, $"Clients that sniff are told {own} in place of {string.Join(", ", addresses)}."),
        };
        yield return await ClockAsync(calls, cancellationToken);
    }

    private static async Task<CheckResult> ClockAsync(IClusterCalls calls, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, "/_nodes/stats/os?filter_path=nodes.*.name,nodes.*.timestamp"), cancellationToken);
        var skews = Skews(answer, TimeProvider.System.GetUtcNow());
        if (skews.Count == 0)
        {
            return new("clock", CheckStatus.Unknown, $"The cluster's time is not known: {EngineError.Describe(answer)}.");
        }

        var (name, most) = skews.MaxBy(node => node.Skew);
        var seconds = most.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (most <= MostSkew)
        {
            return new("clock", CheckStatus.Fine, $"The clocks of the cluster's nodes ({skews.Count}) and this machine's differ by at most {seconds} s.");
        }

        var others = skews.Count(node => node.Skew > MostSkew) - 1;
        return new(
            "clock",
            CheckStatus.Warning,
            $"The clock of node '{name}' and this machine's differ by {seconds} s{(others > 0 ? $", and so do those of {others} more of {skews.Count}" : "")}: "
                + "certificates and signed requests may fail. Set them by NTP.");
    }

    // Each node says its own time.
    private static List<(string Name, TimeSpan Skew)> Skews(ClusterAnswer answer, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.IsSuccess ? answer.Body : "{}"u8.ToArray());
            return json.RootElement.TryGetProperty("nodes", out var nodes)
                ? [.. nodes.EnumerateObject().Select(node => (
                    node.Value.TryGetProperty("name", out var name) ? name.ToString() : node.Name,
                    (now - DateTimeOffset.FromUnixTimeMilliseconds(node.Value.GetProperty("timestamp").GetInt64())).Duration()))]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            // Not in the form in which engines say it.
            return [];
        }
    }

    // Every value of a name, wherever it is.
    private static IEnumerable<string> Texts(ClusterAnswer answer, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.IsSuccess ? answer.Body : "{}"u8.ToArray());
            return [.. Find(json.RootElement, name)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Find(JsonElement element, string name) => element.ValueKind != JsonValueKind.Object
        ? []
        : element.EnumerateObject().SelectMany(member => member.Name == name ? [member.Value.ToString()] : Find(member.Value, name));
}
