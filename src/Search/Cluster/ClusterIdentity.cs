using System.Text.Json;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Cluster;

/// <summary>What a cluster says about itself at <c>GET /</c>.</summary>
/// <param name="Family">The family of engines that it belongs to.</param>
/// <param name="Version">The engine's version.</param>
public sealed record ClusterIdentity(EngineFamily Family, Version Version)
{
    /// <summary>How it answers when it is asked for vectors.</summary>
    public SearchDialect Dialect => SearchDialect.For(Family, Version);

    /// <summary>Asks a cluster who it is.</summary>
    /// <param name="calls">The way to the cluster.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The identity, or <see langword="null"/> with the answer when it does not say.</returns>
    public static async ValueTask<(ClusterIdentity? Identity, ClusterAnswer Answer)> AskAsync(IClusterCalls calls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var answer = await calls.SendAsync(new ClusterCall(HttpMethod.Get, "/"), cancellationToken).ConfigureAwait(false);
        return (answer.IsSuccess ? Read(answer.Body) : null, answer);
    }

    /// <summary>Reads the body of <c>GET /</c>.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The identity, or <see langword="null"/> when this is no such body.</returns>
    public static ClusterIdentity? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object
                || !version.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.String
                || !Version.TryParse(number.GetString()!.Split('-')[0], out var parsed))
            {
                return null;
            }

            var openSearch = version.TryGetProperty("distribution", out var distribution) && distribution.ValueEquals("opensearch");
            return new ClusterIdentity(openSearch ? EngineFamily.OpenSearch : EngineFamily.Elasticsearch, parsed);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or not as an engine writes it.
            return null;
        }
    }
}
