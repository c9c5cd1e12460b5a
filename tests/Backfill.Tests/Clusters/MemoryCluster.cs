using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Tests.Clusters;

/// <summary>
/// A cluster in memory, as far as a backfill sees one: an index of one shard with sequence numbers, snapshots, guarded writes and a mapping. Tests
/// put their faults between with <see cref="Answer"/> and <see cref="RefuseWith"/>, and act as other writers with <see cref="Put"/>.
/// </summary>
internal sealed class MemoryCluster : IClusterCalls
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Stored> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stored[]> _snapshots = [];
    private readonly List<ClusterCall> _seen = [];
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private long _sequence = -1;
    private int _opened;

    public const string Index = "products";

    /// <summary>Answers instead of the cluster where it does not give null.</summary>
    public Func<ClusterCall, ClusterAnswer?> Answer { get; set; } = _ => null;

    /// <summary>Runs after a call was served; its answer replaces the cluster's where it is not null.</summary>
    public Func<ClusterCall, ClusterAnswer?> Afterwards { get; set; } = _ => null;

    /// <summary>The status that the write of a document is refused with; null to take it.</summary>
    public Func<string, int?> RefuseWith { get; set; } = _ => null;

    public JsonObject Settings { get; } = new() { ["index.number_of_shards"] = "1", ["index.uuid"] = "u-1" };

    public JsonObject Mappings { get; set; } = new() { ["properties"] = new JsonObject() };

    /// <summary>The history of the index's one shard.</summary>
    public string History { get; set; } = "h-1";

    /// <summary>Documents whose write has its sequence number and is not done yet: nobody can see them.</summary>
    public HashSet<string> UnderWay { get; } = [];

    /// <summary>The aliases of the index, and the search routing of each.</summary>
    public IReadOnlyDictionary<string, string> Aliases
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, string>(_aliases);
            }
        }
    }

    public IReadOnlyList<ClusterCall> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public IEnumerable<string> BulkBodies =>
        Seen.Where(call => call.Target.StartsWith("/_bulk", StringComparison.Ordinal)).Select(call => Encoding.UTF8.GetString(call.Body.Span));

    public void Put(string id, string source)
    {
        lock (_lock)
        {
            _documents[id] = new(id, ++_sequence, source);
        }
    }

    public void Delete(string id)
    {
        lock (_lock)
        {
            _sequence++;
            _documents.Remove(id);
        }
    }

    public string Source(string id) => _documents[id].Source;

    public int Embedded(string model) => _documents.Values.Count(document => document.Source.Contains($"\"model\":\"{model}\"", StringComparison.Ordinal));

    /// <summary>The index is deleted and made anew, with other documents; sequence numbers begin again.</summary>
    public void MakeAnew(string uuid, params IEnumerable<(string Id, string Source)> documents)
    {
        lock (_lock)
        {
            _documents.Clear();
            _snapshots.Clear();
            _aliases.Clear();
            (_sequence, Mappings, History, Settings["index.uuid"]) = (-1, new() { ["properties"] = new JsonObject() }, "h-" + uuid, uuid);
            foreach (var (id, source) in documents)
            {
                _documents[id] = new(id, ++_sequence, source);
            }
        }
    }

    public void PutAlias(string name, string searchRouting)
    {
        lock (_lock)
        {
            _aliases[name] = searchRouting;
        }
    }

    public void RemoveAlias(string name)
    {
        lock (_lock)
        {
            _aliases.Remove(name);
        }
    }

    /// <summary>All snapshots are gone, as after a restart.</summary>
    public void LoseSnapshots()
    {
        lock (_lock)
        {
            _snapshots.Clear();
        }
    }

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        if (Answer(call) is { } answer)
        {
            return answer;
        }

        lock (_lock)
        {
            _seen.Add(call);
            answer = Serve(call);
        }

        return Afterwards(call) ?? answer;
    }

    public static ClusterAnswer Json(int status, JsonNode body) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()));

    private ClusterAnswer Serve(ClusterCall call)
    {
        var path = call.Target.Split('?')[0];
        var named = _aliases.Keys.Append(Index).FirstOrDefault(name => $"{path}/".StartsWith($"/{name}/", StringComparison.Ordinal));
        path = named is null ? path : $"/{Index}{path[(named.Length + 1)..]}";
        return (call.Method.Method, path) switch
        {
            ("GET", "/" + Index) => Json(200, new JsonObject { [Index] = new JsonObject { ["mappings"] = Mappings.DeepClone() } }),
            ("PUT", "/" + Index + "/_settings") => Json(200, new JsonObject()),
            ("GET", "/" + Index + "/_settings") => Json(200, new JsonObject { [Index] = new JsonObject { ["settings"] = Settings.DeepClone() } }),
            ("GET", "/" + Index + "/_mapping") => Json(200, new JsonObject { [Index] = new JsonObject { ["mappings"] = Mappings.DeepClone() } }),
            ("GET", "/" + Index + "/_stats/docs") => Stats(),
            ("GET", _) when path.StartsWith($"/{Index}/_alias/", StringComparison.Ordinal) => Json(
                200,
                new JsonObject { [Index] = new JsonObject { ["aliases"] = AliasBodies() } }),
            ("POST", "/_aliases") => ChangeAliases(JsonNode.Parse(call.Body.Span)!["actions"]!.AsArray()),
            ("PUT", "/" + Index + "/_mapping") => PutMapping(call),
            ("POST", "/" + Index + "/_refresh") => Json(200, new JsonObject()),
            ("POST", "/" + Index + "/_count") => Json(200, new JsonObject { ["count"] = Count(JsonNode.Parse(call.Body.Span)!["query"]!.AsObject()) }),
            ("POST", "/" + Index + "/_search") => Hits(Visible.OrderByDescending(document => document.Sequence).Take(1), withSource: false),
            ("POST", "/" + Index + "/_pit") => Open(),
            ("DELETE", "/_pit") => Json(200, new JsonObject()),
            ("POST", "/_search") => Search(JsonNode.Parse(call.Body.Span)!.AsObject()),
            ("POST", "/_mget") => MultiGet(JsonNode.Parse(call.Body.Span)!.AsObject()),
            ("POST", "/_bulk") => Bulk(Encoding.UTF8.GetString(call.Body.Span)),
            ("PUT", _) when path.StartsWith($"/{Index}/_doc/", StringComparison.Ordinal) => PutDocument(call, path),
            _ => Json(404, new JsonObject { ["error"] = new JsonObject { ["type"] = "index_not_found_exception", ["reason"] = "no such index" } }),
        };
    }

    private IEnumerable<Stored> Visible => _documents.Values.Where(document => !UnderWay.Contains(document.Id));

    private long Checkpoint => UnderWay.Count == 0 ? _sequence : UnderWay.Min(id => _documents[id].Sequence) - 1;

    private static JsonObject Error(string type) => new() { ["error"] = new JsonObject { ["type"] = type, ["reason"] = "as the test wants" } };

    private ClusterAnswer Stats()
    {
        var shard = JsonNode.Parse(
            $$$"""{"routing":{"primary":true},"commit":{"user_data":{"history_uuid":"{{{History}}}"}},"seq_no":{"global_checkpoint":{{{Checkpoint}}}}}""");
        return Json(
            200,
            new JsonObject
            {
                ["indices"] = new JsonObject
                {
                    [Index] = new JsonObject { ["uuid"] = Settings["index.uuid"]!.DeepClone(), ["shards"] = new JsonObject { ["0"] = new JsonArray(shard) } },
                },
            });
    }

    private JsonObject AliasBodies() =>
        new(_aliases.Select(alias => KeyValuePair.Create(alias.Key, (JsonNode?)new JsonObject { ["search_routing"] = alias.Value })));

    private ClusterAnswer ChangeAliases(JsonArray actions)
    {
        if (actions.Any(action => action!["remove"] is { } remove && !_aliases.ContainsKey((string)remove["alias"]!)))
        {
            return Json(404, Error("aliases_not_found_exception"));
        }

        foreach (var action in actions)
        {
            _aliases.Remove((string?)action!["remove"]?["alias"] ?? "");
            if (action["add"] is { } add)
            {
                _aliases[(string)add["alias"]!] = (string)add["search_routing"]!;
            }
        }

        return Json(200, new JsonObject());
    }

    private ClusterAnswer PutMapping(ClusterCall call)
    {
        foreach (var (name, added) in JsonNode.Parse(call.Body.Span)!["properties"]!.AsObject())
        {
            Mappings["properties"]![name] = added!.DeepClone();
        }

        return Json(200, new JsonObject());
    }

    private int Count(JsonObject query) => Visible.Count(document => Matches(document, query));

    private static bool Matches(Stored document, JsonNode query)
    {
        return query.AsObject().First() switch
        {
            { Key: "match_all" } => true,
            { Key: "exists", Value: var exists } => ValueOf(document, (string)exists!["field"]!) is not null,
            { Key: "term", Value: var term } => term!.AsObject().First() is var wanted && (string?)ValueOf(document, wanted.Key) == (string?)wanted.Value,
            { Key: "range", Value: var range } => document.Sequence > (long)range!["_seq_no"]!["gt"]! && document.Sequence <= (long)range["_seq_no"]!["lte"]!,
            { Key: "bool", Value: var all } when all!["filter"] is JsonArray filters => filters.All(filter => Matches(document, filter!)),
            { Key: "bool", Value: var not } => !not!["must_not"]!.AsArray().Any(query => Matches(document, query!)),
            var other => throw new InvalidOperationException($"The memory cluster knows no '{other.Key}' query."),
        };
    }

    private static JsonNode? ValueOf(Stored document, string path) =>
        path.Split('.').Aggregate(JsonNode.Parse(document.Source), (node, name) => (node as JsonObject)?[name]);

    private ClusterAnswer Open()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"snapshot-{++_opened}");
        _snapshots[id] = [.. Visible];
        return Json(200, new JsonObject { ["id"] = id });
    }

    private ClusterAnswer Search(JsonObject search)
    {
        var id = (string)search["pit"]!["id"]!;
        if (!_snapshots.TryGetValue(id, out var snapshot))
        {
            return Json(
                404,
                new JsonObject { ["error"] = new JsonObject { ["type"] = "search_context_missing_exception", ["reason"] = "No search context found" } });
        }

        return Hits(
            snapshot.Where(document => Matches(document, search["query"]!)).OrderBy(document => document.Sequence).Take((int)search["size"]!),
            withSource: true,
            id);
    }

    // Sources go out as they were written, so this is put together as text.
    private static ClusterAnswer Hits(IEnumerable<Stored> documents, bool withSource, string? snapshot = null)
    {
        var hits = documents.Select(document => "{" + document.Head + (withSource ? $",\"_source\":{document.Source}" : "") + "}");
        var head = snapshot is null ? "" : $"\"pit_id\":\"{snapshot}\",";
        return new(200, Encoding.UTF8.GetBytes($"{{{head}\"_shards\":{{\"failed\":0}},\"hits\":{{\"hits\":[{string.Join(',', hits)}]}}}}"));
    }

    private ClusterAnswer MultiGet(JsonObject body)
    {
        var found = body["docs"]!.AsArray().Select(key => (string)key!["_id"]!).Select(id => _documents.TryGetValue(id, out var document)
            ? $"{{{document.Head},\"found\":true,\"_source\":{document.Source}}}"
            : $"{{\"_index\":\"{Index}\",\"_id\":\"{id}\",\"found\":false}}");
        return new(200, Encoding.UTF8.GetBytes($"{{\"docs\":[{string.Join(',', found)}]}}"));
    }

    private ClusterAnswer Bulk(string body)
    {
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var items = new JsonArray();
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            var action = JsonNode.Parse(lines[i])!["index"]!;
            var target = (string)action["_index"]!;
            var (status, reason) = target != Index && !_aliases.ContainsKey(target)
                ? (404, "index_not_found_exception")
                : Write((string)action["_id"]!, (long)action["if_seq_no"]!, lines[i + 1]);
            var result = new JsonObject { ["status"] = status };
            if (reason is not null)
            {
                result["error"] = new JsonObject { ["type"] = reason, ["reason"] = "as the test wants" };
            }

            items.Add(new JsonObject { ["index"] = result });
        }

        return Json(200, new JsonObject { ["items"] = items });
    }

    private ClusterAnswer PutDocument(ClusterCall call, string path)
    {
        var sequence = long.Parse(call.Target.Split("if_seq_no=")[1].Split('&')[0], CultureInfo.InvariantCulture);
        var (status, _) = Write(Uri.UnescapeDataString(path.Split('/')[^1]), sequence, Encoding.UTF8.GetString(call.Body.Span));
        return Json(status, new JsonObject());
    }

    private (int Status, string? Reason) Write(string id, long expected, string source)
    {
        if (RefuseWith(id) is { } refused)
        {
            return (refused, "refused_exception");
        }

        if (!_documents.TryGetValue(id, out var stored) || stored.Sequence != expected)
        {
            return (409, "version_conflict_engine_exception");
        }

        _documents[id] = new(id, ++_sequence, source);
        return (200, null);
    }

    private sealed record Stored(string Id, long Sequence, string Source)
    {
        public string Head =>
            string.Create(CultureInfo.InvariantCulture, $"\"_index\":\"{Index}\",\"_id\":\"{Id}\",\"_seq_no\":{Sequence},\"_primary_term\":1");
    }
}
