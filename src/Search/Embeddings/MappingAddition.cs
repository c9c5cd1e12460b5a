using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Embeddings;

/// <summary>
/// Adds the embedding object to the mapping of an index, alias or data stream, and as much to its limit of fields as the object takes, so that an
/// application keeps all of its own, however many it will have (docs/adr/0011-room-for-three-fields.md). Creates no index.
/// <list type="number">
/// <item>Find the indices that lack it, and how much.</item>
/// <item>Raise their limits. Where that is refused, nothing is added.</item>
/// <item>Add it. Where that is refused, the limits are as they were.</item>
/// </list>
/// Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster. A call may go on when the caller has gone.</param>
/// <param name="family">The engine's family.</param>
/// <param name="dimensions">The length of the vectors.</param>
public sealed class MappingAddition(IClusterCalls calls, EngineFamily family, int dimensions)
{
    /// <summary>Adds.</summary>
    /// <param name="name">The index, alias or data stream.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. What was begun is done to its end all the same: a limit that is raised without the object being mapped would be raised again.
    /// </param>
    /// <returns><see langword="null"/> when the object is mapped, or why it is not.</returns>
    public async ValueTask<MappingRefusal?> AddAsync(string name, EmbeddingField field, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(field);
        cancellationToken.ThrowIfCancellationRequested();
        return await AddWholeAsync(name, field).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<MappingRefusal?> AddWholeAsync(string name, EmbeddingField field)
    {
        // 1. Find the indices that lack it.
        var (indices, failed) = await LookAsync(name, field).ConfigureAwait(false);
        if (failed is not null)
        {
            return new(failed);
        }

        var refusal = await AddAsync(name, field, indices, onlyWritten: false).ConfigureAwait(false);
        if (refusal is null || indices.All(index => index.IsWritten))
        {
            return refusal;
        }

        // An older index behind the alias or data stream has something else by that name, or takes no change. Only the one that is written to has to fit.
        return await AddAsync(name, field, [.. indices.Where(index => index.IsWritten)], onlyWritten: true).ConfigureAwait(false);
    }

    private async Task<MappingRefusal?> AddAsync(string name, EmbeddingField field, Lacking[] indices, bool onlyWritten)
    {
        // 2. Raise their limits.
        var target = $"/{Uri.EscapeDataString(name)}/_mapping{(onlyWritten ? "?write_index_only=true" : "")}";
        var rooms = RoomsOf(name, indices, onlyWritten);
        foreach (var (room, raised) in rooms.Select((room, raised) => (room, raised)))
        {
            var answer = await SetLimitAsync(room.Name, room.Limit + room.Taken).ConfigureAwait(false);
            if (!answer.IsSuccess)
            {
                await GiveBackAsync(rooms.Take(raised)).ConfigureAwait(false);

                // Whoever may not change the mapping either hears of that: it says more.
                var mapping = await PutAsync(target, """{"properties":{}}"""u8.ToArray()).ConfigureAwait(false);
                return mapping.IsSuccess ? new(answer, room.Name) : new(mapping);
            }
        }

        // 3. Add it.
        var added = await PutAsync(target, EmbeddingMapping.PutBody(family, field, dimensions)).ConfigureAwait(false);
        if (added.IsSuccess)
        {
            return null;
        }

        await GiveBackAsync(rooms).ConfigureAwait(false);
        return new(added);
    }

    private async Task<(Lacking[] Indices, ClusterAnswer? Failed)> LookAsync(string name, EmbeddingField field)
    {
        var filter = $"*.mappings.properties.{field.Name},*.settings.index.uuid,*.aliases.*.is_write_index,*.data_stream,{FieldLimit.FilterPath}";
        var target = $"/{Uri.EscapeDataString(name)}?include_defaults=true&filter_path={Uri.EscapeDataString(filter)}";
        var answer = await calls.SendAsync(new(HttpMethod.Get, target), CancellationToken.None).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(answer.IsSuccess ? answer.Body : default);
            var indices = json.RootElement.EnumerateObject().ToArray();
            var written = WriteIndices.Of(indices, name).Select(index => index.Name).ToHashSet(StringComparer.Ordinal);
            return ([.. indices.Select(index => Read(index, field, written.Contains(index.Name)))], null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Refused, or not an engine's answer.
            return ([], answer);
        }
    }

    // By the name that was given where one call does for all: a caller may have privileges for that name alone.
    private static Lacking[] RoomsOf(string name, Lacking[] indices, bool onlyWritten)
    {
        var rooms = Array.FindAll(indices, index => index.Taken > 0);
        var isOne = !onlyWritten && rooms.Length == indices.Length && rooms.DistinctBy(room => (room.Limit, room.IsOwn, room.Taken)).Count() == 1;
        return isOne ? [rooms[0] with { Name = name }] : rooms;
    }

    private async Task GiveBackAsync(IEnumerable<Lacking> rooms)
    {
        foreach (var room in rooms)
        {
            await SetLimitAsync(room.Name, room.IsOwn ? room.Limit : null).ConfigureAwait(false);
        }
    }

    private ValueTask<ClusterAnswer> SetLimitAsync(string name, int? limit) => PutAsync($"/{Uri.EscapeDataString(name)}/_settings", FieldLimit.PutBody(limit));

    private ValueTask<ClusterAnswer> PutAsync(string target, byte[] body) => calls.SendAsync(new(HttpMethod.Put, target, body), CancellationToken.None);

    // An index that maps something else by the name gets nothing.
    private Lacking Read(JsonProperty index, EmbeddingField field, bool isWritten)
    {
        var mappings = Member(index.Value, "mappings");
        var ours = Member(Member(mappings, "properties"), field.Name);
        var parts = Member(ours, "properties");
        JsonElement[] wanted = [ours, Member(parts, "embedding"), Member(parts, "model")];
        var taken = EmbeddingMappingCheck.Compare(mappings, family, field, dimensions).Misfit is null
            ? wanted.Count(part => part.ValueKind == JsonValueKind.Undefined)
            : 0;
        var (limit, isOwn) = FieldLimit.Read(index.Value);
        return new(index.Name, limit > int.MaxValue - taken ? 0 : taken, limit, isOwn, isWritten);
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>What one index lacks.</summary>
    /// <param name="Name">The index.</param>
    /// <param name="Taken">How many fields the object will take there: of itself, the vector and the model, those that are not mapped.</param>
    /// <param name="Limit">Its limit of fields.</param>
    /// <param name="IsOwn">Whether that is the index's own.</param>
    /// <param name="IsWritten">Whether writes by the name go to it.</param>
    private sealed record Lacking(string Name, int Taken, int Limit, bool IsOwn, bool IsWritten);
}
