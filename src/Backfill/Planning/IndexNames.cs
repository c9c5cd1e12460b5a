using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Planning;

/// <summary>The other names of a concrete index. A pattern of the configuration may be meant for any of them.</summary>
/// <param name="Aliases">Its aliases, without those of backfills.</param>
/// <param name="DataStream">The data stream that it belongs to; null for none.</param>
internal sealed record IndexNames(IReadOnlyList<string> Aliases, string? DataStream)
{
    private static readonly IndexNames None = new([], null);

    /// <summary>All of them.</summary>
    public IEnumerable<string> All => DataStream is null ? Aliases : Aliases.Append(DataStream);

    public static async ValueTask<IndexNames> OfAsync(IClusterCalls calls, string index, CancellationToken cancellationToken)
    {
        var answer = await calls
            .SendAsync(new ClusterCall(HttpMethod.Get, $"/_resolve/index/{Uri.EscapeDataString(index)}?expand_wildcards=all"), cancellationToken)
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return None;
        }

        using var json = JsonDocument.Parse(answer.Body);
        if (!json.RootElement.TryGetProperty("indices", out var indices) || indices.GetArrayLength() == 0)
        {
            return None;
        }

        var aliases = indices[0].TryGetProperty("aliases", out var names) ? names.EnumerateArray().Select(alias => alias.GetString()!) : [];
        return new([.. aliases.Where(alias => !RunAlias.IsOne(alias))], indices[0].TryGetProperty("data_stream", out var stream) ? stream.GetString() : null);
    }
}
