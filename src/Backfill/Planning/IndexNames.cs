using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Planning;

/// <summary>The other names of a concrete index: its aliases and its data stream. A pattern of the configuration may be meant for any of them.</summary>
internal static class IndexNames
{
    public static async ValueTask<IReadOnlyList<string>> OfAsync(IClusterCalls calls, string index, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new ClusterCall(HttpMethod.Get, $"/_resolve/index/{Uri.EscapeDataString(index)}?expand_wildcards=all"), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return [];
        }

        using var json = JsonDocument.Parse(answer.Body);
        if (!json.RootElement.TryGetProperty("indices", out var indices) || indices.GetArrayLength() == 0)
        {
            return [];
        }

        var names = new List<string>();
        if (indices[0].TryGetProperty("aliases", out var aliases))
        {
            names.AddRange(aliases.EnumerateArray().Select(alias => alias.GetString()!));
        }

        if (indices[0].TryGetProperty("data_stream", out var stream))
        {
            names.Add(stream.GetString()!);
        }

        return names;
    }
}
