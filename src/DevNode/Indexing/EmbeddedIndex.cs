using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Indexing;

/// <summary>
/// One index: documents with versions and sequence numbers, their mapping, their terms. A read by identifier sees every finished write;
/// a search sees what was refreshed. All writes of an index go through one lock; searches run beside them. Thread-safe.
/// </summary>
internal sealed class EmbeddedIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IndexServices _services;
    private readonly LuceneStore _store;
    private readonly Dictionary<string, DocumentVersion> _documents = [];
    private readonly Dictionary<long, DocumentVersion> _bySequenceNumber = [];
    private readonly Tombstones _tombstones = new();
    private volatile IndexMapping _mapping = IndexMapping.Empty;
    private long _nextSequenceNumber;
    private long? _dirtySince;
    private Snapshot? _snapshot;
    private bool _isDeleted;

    public EmbeddedIndex(string name, string uuid, IndexSettings settings, IndexServices services)
    {
        Name = name;
        Uuid = uuid;
        Settings = settings;
        CreatedAt = services.Time.GetUtcNow();
        _services = services;
        _store = new LuceneStore(new FieldAnalyzer(services.Analyzers, () => _mapping));
    }

    public string Name { get; }

    public string Uuid { get; }

    public DateTimeOffset CreatedAt { get; }

    public IndexSettings Settings { get; private set; }

    public IndexMapping Mapping => _mapping;

    /// <summary>The number of documents, refreshed or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _documents.Count;
            }
        }
    }

    /// <summary>The sequence number of the last write; −1 before the first.</summary>
    public long LastSequenceNumber
    {
        get
        {
            lock (_gate)
            {
                return _nextSequenceNumber - 1;
            }
        }
    }

    /// <summary>The bytes of all current sources.</summary>
    public long SourceBytes { get; private set; }

    public void PutMapping(JsonElement mapping)
    {
        lock (_gate)
        {
            _mapping = _services.Mappings.Merge(_mapping, mapping);
        }
    }

    public void PutSettings(IReadOnlyDictionary<string, string?> changes)
    {
        lock (_gate)
        {
            Settings = Settings.With(changes, isNew: false);
        }
    }

    /// <summary>The current version of a document; null if there is none.</summary>
    public DocumentVersion? Get(string id)
    {
        lock (_gate)
        {
            return _documents.GetValueOrDefault(id);
        }
    }

    /// <summary>Carries out one write, or throws what the engine would answer.</summary>
    public WriteResult Write(WriteOperation write)
    {
        lock (_gate)
        {
            return Apply(write);
        }
    }

    /// <summary>Reads a document and writes what the function makes of it, with no other write between; null leaves it alone.</summary>
    public WriteResult Update(string id, Func<DocumentVersion?, WriteOperation?> change)
    {
        lock (_gate)
        {
            var current = _documents.GetValueOrDefault(id);
            return change(current) is { } write
                ? Apply(write) with { Source = write.Source }
                : new WriteResult(id, current!.Version, current.SequenceNumber, "noop") { Source = current.Source };
        }
    }

    /// <summary>Makes all finished writes visible to searches.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            RequireAlive();
            RefreshLocked();
        }
    }

    /// <summary>Merges all segments into one, as a force merge does.</summary>
    public void Merge()
    {
        lock (_gate)
        {
            RequireAlive();
            RefreshLocked();
            _store.Merge();
            Reopen();
        }
    }

    /// <summary>A snapshot for one search; refreshed first where the oldest write waits longer than the refresh interval. The caller disposes it.</summary>
    public Snapshot Acquire()
    {
        lock (_gate)
        {
            RequireAlive();
            if (_dirtySince is { } since && Settings.RefreshInterval is { } interval && _services.Time.GetElapsedTime(since) >= interval)
            {
                RefreshLocked();
            }

            return (_snapshot ??= _store.Open(this, _bySequenceNumber)).Acquire();
        }
    }

    /// <summary>An error about this index.</summary>
    public EngineException Error(int status, string type, string reason) => new(status, type, reason)
    {
        Index = Name,
        IndexUuid = Uuid,
        Details = [new("shard", "0")],
    };

    public void Dispose()
    {
        lock (_gate)
        {
            _isDeleted = true;
            _snapshot?.Dispose();
            _snapshot = null;
            _store.Dispose();
            _services.Budget.Release(SourceBytes);
        }
    }

    // A request may have found the index just before another deleted it.
    private void RequireAlive()
    {
        if (_isDeleted)
        {
            throw EngineErrors.IndexNotFound(Name);
        }
    }

    private WriteResult Apply(WriteOperation write)
    {
        RequireAlive();
        var current = _documents.GetValueOrDefault(write.Id);
        var lastVersion = current?.Version ?? _tombstones.Version(write.Id);
        VersionGuard.Check(this, write, current, lastVersion);
        var version = write.Version ?? lastVersion + 1;
        return write.Kind == WriteKind.Delete ? Delete(write.Id, current, version) : Put(write, current, version);
    }

    private WriteResult Put(WriteOperation write, DocumentVersion? current, long version)
    {
        using var json = ParseSource(write.Source);
        var parser = new DocumentParser(_mapping, _services.DynamicFields, write);
        var parsed = parser.Parse(json.RootElement);
        _services.Budget.Take(write.Source.Length);
        _mapping = parser.Mapping;
        var sequenceNumber = _nextSequenceNumber;
        try
        {
            _store.Put(write.Id, sequenceNumber, parsed.Document, isNew: current is null);
        }
        catch (ArgumentException e)
        {
            _services.Budget.Release(write.Source.Length);
            throw EngineErrors.IllegalArgument(e.Message);
        }

        _nextSequenceNumber++;
        Forget(current);
        var stored = new DocumentVersion(write.Id, version, sequenceNumber, write.Source, parsed.DocValues());
        _documents[write.Id] = stored;
        _bySequenceNumber[sequenceNumber] = stored;
        _tombstones.Remove(write.Id);
        SourceBytes += write.Source.Length;
        MarkDirty();
        return new(write.Id, version, sequenceNumber, current is null ? "created" : "updated");
    }

    private static JsonDocument ParseSource(ReadOnlyMemory<byte> source)
    {
        try
        {
            return JsonInput.Parse(source);
        }
        catch (EngineException e)
        {
            throw EngineErrors.DocumentParsing($"[1:1] failed to parse: {e.Reason}", e);
        }
    }

    private WriteResult Delete(string id, DocumentVersion? current, long version)
    {
        if (current is not null)
        {
            _store.Delete(id);
            Forget(current);
            _documents.Remove(id);
            MarkDirty();
        }

        _tombstones.Add(id, version);
        return new(id, version, _nextSequenceNumber++, current is null ? "not_found" : "deleted");
    }

    private void Forget(DocumentVersion? version)
    {
        if (version is not null)
        {
            _bySequenceNumber.Remove(version.SequenceNumber);
            SourceBytes -= version.Source.Length;
            _services.Budget.Release(version.Source.Length);
        }
    }

    private void MarkDirty() => _dirtySince ??= _services.Time.GetTimestamp();

    private void RefreshLocked()
    {
        if (_dirtySince is not null)
        {
            Reopen();
        }
    }

    private void Reopen()
    {
        _store.Refresh();
        _snapshot?.Dispose();
        _snapshot = _store.Open(this, _bySequenceNumber);
        _dirtySince = null;
    }
}
