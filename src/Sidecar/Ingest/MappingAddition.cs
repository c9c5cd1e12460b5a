using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Adds the embedding object to the mapping of an index, alias or data stream, with room for it in the limit of fields. Creates no index.</summary>
/// <param name="calls">Calls with the caller's credentials.</param>
/// <param name="dimensions">The length of the vectors.</param>
internal sealed class MappingAddition(IClusterCalls calls, int dimensions)
{
    private const string Room = "filter_path=*.mappings,*.settings.index.mapping.total_fields.limit";

    /// <summary>Adds.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="isConcrete">Whether that is the name of an index.</param>
    /// <param name="family">The engine's family.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns><see langword="null"/> when the object is mapped, or why it is not.</returns>
    public async Task<IndexRefusal?> AddAsync(string index, bool isConcrete, EngineFamily family, EmbeddingField field, CancellationToken cancellationToken)
    {
        if (await MakeRoomAsync(index, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var target = $"/{Uri.EscapeDataString(index)}/_mapping";
        var body = EmbeddingMapping.PutBody(family, field, dimensions);
        var answer = await calls.SendAsync(new(HttpMethod.Put, target, body), cancellationToken);
        if (answer.Status == 400 && !isConcrete)
        {
            // An older index behind the alias or data stream has something else by that name. Only the one that is written to has to fit.
            answer = await calls.SendAsync(new(HttpMethod.Put, target + "?write_index_only=true", body), cancellationToken);
        }

        return answer.IsSuccess ? null : IndexRefusal.Of(answer);
    }

    private async Task<IndexRefusal?> MakeRoomAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}?{Room}"), cancellationToken);
        foreach (var (name, limit, isNearlyFull) in answer.IsSuccess ? Crowded(answer.Body) : [])
        {
            var raised = await calls.SendAsync(new(HttpMethod.Put, $"/{Uri.EscapeDataString(name)}/_settings", FieldLimit.PutBody(limit)), cancellationToken);
            if (!raised.IsSuccess && isNearlyFull)
            {
                return IndexRefusal.FieldLimit(name, limit, raised);
            }
        }

        return null;
    }

    private static List<(string Name, int Limit, bool IsNearlyFull)> Crowded(ReadOnlyMemory<byte> body)
    {
        List<(string Name, int Limit, bool IsNearlyFull)> crowded = [];
        try
        {
            using var answer = JsonDocument.Parse(body);
            foreach (var index in answer.RootElement.EnumerateObject())
            {
                if (FieldLimit.Raised(index.Value) is { } limit)
                {
                    crowded.Add((index.Name, limit, FieldLimit.IsNearlyFull(index.Value)));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not an engine's answer; the mapping's own call says more.
        }

        return crowded;
    }
}
