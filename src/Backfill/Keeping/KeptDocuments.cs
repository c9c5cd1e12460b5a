using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Keeping;

/// <summary>
/// Documents of ours in a hidden index of the cluster. Every change of one is made on condition that it is still what was read: that is all the locking that
/// there is. Reads by name see every change at once. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster; may repeat calls.</param>
/// <param name="index">The index.</param>
/// <param name="properties">What its documents can be found by, as the <c>properties</c> of its mapping.</param>
public sealed class KeptDocuments(IClusterCalls calls, string index, string properties)
{
    private const int MostRead = 10_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    // Hidden: no pattern of an application finds it.
    private readonly byte[] _creation = Encoding.UTF8.GetBytes($$$"""
        {"settings":{"index.hidden":true,"index.number_of_shards":1,"index.auto_expand_replicas":"0-1"},
         "mappings":{"dynamic":false,"properties":{{{properties}}}}}
        """);

    /// <summary>Makes the index where it is missing.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>What the cluster refuses; <see langword="null"/> where the index is there.</returns>
    internal async ValueTask<ClusterAnswer?> EnsureAsync(CancellationToken cancellationToken)
    {
        var found = await calls.SendAsync(new(HttpMethod.Get, $"/{index}/_mapping"), cancellationToken).ConfigureAwait(false);
        if (found.Status != 404)
        {
            return found.IsSuccess ? await ProbeAsync(cancellationToken).ConfigureAwait(false) : found;
        }

        return await MakeAsync(cancellationToken).ConfigureAwait(false) ?? await ProbeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the index, unless it is there.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the cluster refuses; <see langword="null"/> where the index is there.</returns>
    internal async ValueTask<ClusterAnswer?> MakeAsync(CancellationToken cancellationToken)
    {
        var made = await calls.SendAsync(new(HttpMethod.Put, $"/{index}", _creation), cancellationToken).ConfigureAwait(false);
        return made.IsSuccess || EngineError.TypeOf(made) == "resource_already_exists_exception" ? null : made;
    }

    /// <summary>Whether the index is there and is not as <see cref="MakeAsync"/> makes it: a write makes an index where there is none.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async ValueTask<bool> IsMadeByAWriteAsync(CancellationToken cancellationToken)
    {
        var found = await calls.SendAsync(new(HttpMethod.Get, $"/{index}/_mapping"), cancellationToken).ConfigureAwait(false);
        var (mappings, _) = found.IsSuccess
            ? Parse(found, root => (root.EnumerateObject().Select(one => one.Value.GetProperty("mappings").Clone()).ToArray(), default(string)))
            : ([], null);
        return mappings.Any(mapping => !mapping.TryGetProperty("dynamic", out var dynamic) || !dynamic.ValueEquals("false"));
    }

    /// <summary>Removes the index with all that is in it. Where it cannot be removed, it stays.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async ValueTask DropAsync(CancellationToken cancellationToken) =>
        await calls.SendAsync(new(HttpMethod.Delete, $"/{index}"), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads documents by their names.</summary>
    /// <param name="names">The names, 10,000 at most.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One for each, <see langword="null"/> for one that is not there; or why they cannot be read.</returns>
    internal async ValueTask<(Kept<T>?[] Found, string? Failure)> ReadAsync<T>(IReadOnlyList<string> names, CancellationToken cancellationToken)
        where T : class
    {
        if (names.Count == 0)
        {
            return ([], null);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { ids = names });
        var answer = await calls.SendAsync(new(HttpMethod.Post, $"/{index}/_mget", body), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return ([], Unreadable(answer));
        }

        return Parse(answer, root =>
        {
            // What an account may not read is refused document by document, and no more absent than what is in an index that is out of reach.
            JsonElement[] documents = [.. root.GetProperty("docs").EnumerateArray()];
            var refused = documents.Select(document => document.TryGetProperty("error", out var error) ? error : default)
                .FirstOrDefault(error => error.ValueKind == JsonValueKind.Object && !error.GetProperty("type").ValueEquals("index_not_found_exception"));
            return refused.ValueKind == JsonValueKind.Object
                ? ([], $"{index} cannot be read: {refused.GetProperty("reason")}")
                : ((Kept<T>?[])[.. documents.Select(Read<T>)], default(string));
        });
    }

    /// <summary>Finds all documents with a value in each of some fields.</summary>
    /// <param name="values">The fields with their values.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The documents, none where the index is missing; or why they cannot be read.</returns>
    internal async ValueTask<(Kept<T>[] Found, string? Failure)> FindAsync<T>(
        IReadOnlyList<(string Field, string Value)> values, CancellationToken cancellationToken)
        where T : class
    {
        // Who may not refresh sees what is a second old.
        await calls.SendAsync(new(HttpMethod.Post, $"/{index}/_refresh"), cancellationToken).ConfigureAwait(false);
        object[] terms = [.. values.Select(one => new { term = new Dictionary<string, string> { [one.Field] = one.Value } })];
        var found = new Dictionary<string, Kept<T>>(StringComparer.Ordinal);
        for (var after = -1L; ;)
        {
            // What is changed meanwhile is met once more, further on.
            object[] filter = [.. terms, new { range = new { _seq_no = new { gt = after } } }];
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new { size = MostRead, seq_no_primary_term = true, sort = new[] { new { _seq_no = "asc" } }, query = new { @bool = new { filter } } });
            var answer = await calls.SendAsync(new(HttpMethod.Post, $"/{index}/_search", body), cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccess)
            {
                return answer.Status == 404 ? ([], null) : ([], Unreadable(answer));
            }

            var (page, failure) = Parse(
                answer,
                root => (root.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(PlacedOf<T>).ToArray(), default(string)));
            if (failure is not null)
            {
                return ([], failure);
            }

            foreach (var (name, number, kept) in page)
            {
                after = number;
                if (kept is not null)
                {
                    found[name] = kept;
                }
            }

            if (page.Length < MostRead)
            {
                return ([.. found.Values], null);
            }
        }
    }

    /// <summary>Writes a document where it is still what was read, or where there is none.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="document">The document.</param>
    /// <param name="before">What was read; <see langword="null"/> where there was none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The document as it is kept now; null where somebody else has changed it, or where an earlier try of the same call has; or why it cannot be written.
    /// </returns>
    internal async ValueTask<(Kept<T>? Written, string? Failure)> WriteAsync<T>(
        string name, T document, Kept<T>? before, CancellationToken cancellationToken)
        where T : class
    {
        var target = before is null ? $"/{index}/_create/{Uri.EscapeDataString(name)}" : TargetOf(name, before);
        var body = JsonSerializer.SerializeToUtf8Bytes(document, Json);
        var answer = await calls.SendAsync(new(HttpMethod.Put, target, body), cancellationToken).ConfigureAwait(false);
        if (answer.Status == 409)
        {
            return default;
        }

        if (!answer.IsSuccess)
        {
            return (null, Unwritable(answer));
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (new(document, json.RootElement.GetProperty("_seq_no").GetInt64(), json.RootElement.GetProperty("_primary_term").GetInt64()), null);
    }

    /// <summary>Removes a document where it is still what was read. Where it is not, or cannot be removed, it stays.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="before">What was read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async ValueTask RemoveAsync<T>(string name, Kept<T> before, CancellationToken cancellationToken)
        where T : class =>
        await calls.SendAsync(new(HttpMethod.Delete, TargetOf(name, before)), cancellationToken).ConfigureAwait(false);

    /// <summary>Adds, replaces and removes documents, whatever they are now.</summary>
    /// <param name="puts">Documents by their names; null removes one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why that was not done, in one line; null when it was.</returns>
    internal async ValueTask<string?> ChangeAsync<T>(IEnumerable<(string Name, T? Document)> puts, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var some in puts.Chunk(MostRead / 10))
        {
            var body = new StringBuilder();
            foreach (var (name, document) in some)
            {
                var id = JsonSerializer.Serialize(name);
                body.Append($"{{\"{(document is null ? "delete" : "index")}\":{{\"_id\":{id}}}}}\n");
                body.Append(document is null ? "" : JsonSerializer.Serialize(document, Json) + "\n");
            }

            var call = new ClusterCall(HttpMethod.Post, $"/{index}/_bulk", Encoding.UTF8.GetBytes(body.ToString()), ClusterCall.Ndjson);
            var answer = await calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccess)
            {
                return Unwritable(answer);
            }
        }

        return null;
    }

    /// <summary>Removes documents, as far as they are there.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why that was not done, in one line; null when it was.</returns>
    internal ValueTask<string?> RemoveAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        ChangeAsync<object>(names.Select(name => (name, default(object))), cancellationToken);

    // Whether the account may write, before anything hangs on it. There is no such document.
    private async ValueTask<ClusterAnswer?> ProbeAsync(CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Delete, $"/{index}/_doc/none"), cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess || answer.Status == 404 ? null : answer;
    }

    private string TargetOf<T>(string name, Kept<T> before)
        where T : class => string.Create(
            CultureInfo.InvariantCulture,
            $"/{index}/_doc/{Uri.EscapeDataString(name)}?if_seq_no={before.SequenceNumber}&if_primary_term={before.PrimaryTerm}");

    private string Unreadable(ClusterAnswer answer) => $"{index} cannot be read: {EngineError.Describe(answer)}";

    private string Unwritable(ClusterAnswer answer) => $"{index} cannot be written to: {EngineError.Describe(answer)}";

    private (T[] Found, string? Failure) Parse<T>(ClusterAnswer answer, Func<JsonElement, (T[] Found, string? Failure)> read)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return ([], $"What {index} holds is not of this version of TwinBert: {e.Message}");
        }
    }

    private static (string Name, long Number, Kept<T>? Kept) PlacedOf<T>(JsonElement hit)
        where T : class =>
        (hit.GetProperty("_id").GetString()!, hit.GetProperty("_seq_no").GetInt64(), Read<T>(hit));

    private static Kept<T>? Read<T>(JsonElement document)
        where T : class =>
        document.TryGetProperty("_source", out var source) && source.Deserialize<T>(Json) is { } found
            ? new(found, document.GetProperty("_seq_no").GetInt64(), document.GetProperty("_primary_term").GetInt64())
            : null;
}

/// <summary>A document as it was read or written.</summary>
/// <param name="Document">The document.</param>
/// <param name="SequenceNumber">Its <c>_seq_no</c>.</param>
/// <param name="PrimaryTerm">Its <c>_primary_term</c>.</param>
internal sealed record Kept<T>(T Document, long SequenceNumber, long PrimaryTerm)
    where T : class;
