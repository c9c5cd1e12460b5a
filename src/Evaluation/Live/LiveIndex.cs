using System.Runtime.CompilerServices;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Live;

/// <summary>The documents of an index that exists, read by their ids.</summary>
/// <param name="cluster">The engine, or a sidecar in front of it.</param>
/// <param name="index">The index, alias or pattern that is searched.</param>
/// <param name="fields">Paths of the fields to read.</param>
public sealed class LiveIndex(IClusterCalls cluster, string index, IReadOnlyList<string> fields) : IDocumentSource
{
    private const int ChunkDocuments = 200;

    /// <summary>The path of its searches.</summary>
    internal static string Target(string index) => $"/{Uri.EscapeDataString(index)}/_search";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BeirDocument> ReadAsync(IReadOnlySet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var chunk in ids.Chunk(ChunkDocuments))
        {
            // By a search, which knows aliases and needs no routing; a multi-get knows neither.
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new { size = chunk.Length, _source = fields, query = new { ids = new { values = chunk } } }, JsonSerializerOptions.Default);
            using var answer = await EngineCalls.SendAsync(cluster, new(HttpMethod.Post, Target(index), body), cancellationToken).ConfigureAwait(false);
            foreach (var hit in answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
            {
                var source = hit.TryGetProperty("_source", out var read) ? JsonSerializer.SerializeToUtf8Bytes(read, JsonSerializerOptions.Default) : [];
                yield return new(hit.GetProperty("_id").GetString()!, "", "", source);
            }
        }
    }
}
