using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Backfill.Jobs;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Tests.Clusters;

/// <summary>The index of jobs beside a cluster in memory: documents with sequence numbers, written on condition that they are what was read.</summary>
internal sealed class MemoryJobs(MemoryCluster cluster) : IClusterCalls
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (long Sequence, JsonObject Source)> _documents = new(StringComparer.Ordinal);
    private long _sequence = -1;
    private JsonObject? _mapping;

    /// <summary>The status that everything about jobs is refused with; null to serve it.</summary>
    public int? Refuses { get; set; }

    /// <summary>The jobs, slices and lost documents, by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Documents
    {
        get
        {
            lock (_lock)
            {
                return _documents.ToDictionary(document => document.Key, document => document.Value.Source);
            }
        }
    }

    /// <summary>The mapping of the index; null where there is no index. One that a write has made has not what the program's own has.</summary>
    public JsonObject? Mapping
    {
        get
        {
            lock (_lock)
            {
                return _mapping;
            }
        }
    }

    /// <summary>Deletes the index, as somebody does by hand.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            (_mapping, _sequence) = (null, -1);
            _documents.Clear();
        }
    }

    /// <summary>Deletes documents, as somebody does by hand.</summary>
    public void Delete(Func<string, bool> isMeant)
    {
        lock (_lock)
        {
            foreach (var name in _documents.Keys.Where(isMeant).ToArray())
            {
                _documents.Remove(name);
            }
        }
    }

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        if (!call.Target.StartsWith("/" + JobsIndex.Name, StringComparison.Ordinal))
        {
            return await cluster.SendAsync(call, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        lock (_lock)
        {
            return Refuses is { } status ? MemoryCluster.Json(status, Error("security_exception")) : Serve(call);
        }
    }

    private ClusterAnswer Serve(ClusterCall call)
    {
        var path = call.Target.Split('?')[0][(JobsIndex.Name.Length + 1)..];
        var name = Uri.UnescapeDataString(path.Split('/')[^1]);
        switch (call.Method.Method, path)
        {
            case ("PUT", ""):
                _mapping = JsonNode.Parse(call.Body.Span)!["mappings"]!.AsObject();
                return MemoryCluster.Json(200, new JsonObject());
            case ("DELETE", ""):
                (_mapping, _sequence) = (null, -1);
                _documents.Clear();
                return MemoryCluster.Json(200, new JsonObject());
            case ("GET", "/_mapping"):
                return _mapping is null
                    ? MemoryCluster.Json(404, Error("index_not_found_exception"))
                    : MemoryCluster.Json(200, new JsonObject { [JobsIndex.Name] = new JsonObject { ["mappings"] = MappingShown() } });
            case ("POST", "/_refresh"):
                return MemoryCluster.Json(200, new JsonObject());
            case ("POST", "/_mget"):
                var names = JsonNode.Parse(call.Body.Span)!["ids"]!.AsArray().Select(id => (string)id!);
                return MemoryCluster.Json(200, new JsonObject { ["docs"] = new JsonArray([.. names.Select(Found)]) });
            case ("POST", "/_search"):
                return Search(JsonNode.Parse(call.Body.Span)!.AsObject());
            case ("POST", "/_bulk"):
                return Bulk(Encoding.UTF8.GetString(call.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            case ("DELETE", _):
                return Expected(call) is { } read && _documents.TryGetValue(name, out var kept) && kept.Sequence != read ? Conflict()
                    : MemoryCluster.Json(_documents.Remove(name) ? 200 : 404, new JsonObject());
            default:
                return Put(name, Expected(call), JsonNode.Parse(call.Body.Span)!.AsObject());
        }
    }

    private static long? Expected(ClusterCall call) =>
        call.Target.Split("if_seq_no=") is [_, var rest] ? long.Parse(rest.Split('&')[0], CultureInfo.InvariantCulture) : null;

    private static ClusterAnswer Conflict() => MemoryCluster.Json(409, Error("version_conflict_engine_exception"));

    // Engines write a boolean as a word.
    private JsonObject MappingShown()
    {
        var shown = _mapping!.DeepClone().AsObject();
        if (shown["dynamic"] is { } dynamic)
        {
            shown["dynamic"] = dynamic.ToString();
        }

        return shown;
    }

    private ClusterAnswer Put(string name, long? expected, JsonObject source)
    {
        // A write makes the index where it is missing, also one that is refused then.
        _mapping ??= [];
        var isAsRead = expected is { } sequence ? _documents.TryGetValue(name, out var now) && now.Sequence == sequence : !_documents.ContainsKey(name);
        if (!isAsRead)
        {
            return Conflict();
        }

        _documents[name] = (++_sequence, source);
        return MemoryCluster.Json(200, new JsonObject { ["_seq_no"] = _sequence, ["_primary_term"] = 1 });
    }

    private ClusterAnswer Bulk(string[] lines)
    {
        _mapping ??= [];
        for (var i = 0; i < lines.Length; i++)
        {
            var action = JsonNode.Parse(lines[i])!.AsObject().First();
            var name = (string)action.Value!["_id"]!;
            if (action.Key == "delete")
            {
                _documents.Remove(name);
            }
            else
            {
                _documents[name] = (++_sequence, JsonNode.Parse(lines[++i])!.AsObject());
            }
        }

        return MemoryCluster.Json(200, new JsonObject { ["errors"] = false });
    }

    private ClusterAnswer Search(JsonObject search)
    {
        var filter = search["query"]!["bool"]!["filter"]!.AsArray();
        var wanted = filter.Select(part => part!["term"]).OfType<JsonObject>().Select(term => term.First()).ToArray();
        var after = filter.Select(part => part!["range"]).OfType<JsonObject>().Select(range => (long)range["_seq_no"]!["gt"]!).Single();
        var hits = _documents
            .Where(document => document.Value.Sequence > after && wanted.All(term => (string?)document.Value.Source[term.Key] == (string?)term.Value))
            .OrderBy(document => document.Value.Sequence)
            .Take((int)search["size"]!)
            .Select(document => Found(document.Key));
        return MemoryCluster.Json(200, new JsonObject { ["hits"] = new JsonObject { ["hits"] = new JsonArray([.. hits]) } });
    }

    private JsonNode Found(string name) => _documents.TryGetValue(name, out var document)
        ? new JsonObject { ["_id"] = name, ["_seq_no"] = document.Sequence, ["_primary_term"] = 1, ["_source"] = document.Source.DeepClone() }
        : new JsonObject { ["_id"] = name, ["found"] = false };

    private static JsonObject Error(string type) => new() { ["error"] = new JsonObject { ["type"] = type, ["reason"] = "as the test wants" } };
}
