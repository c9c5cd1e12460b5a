using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;

namespace TwinBert.Sidecar.Indices;

/// <summary>
/// Finds text fields that no document has: looks into the first documents that are written to an index of each entry of the configuration, and, where
/// none of them has a field, asks the engine for the mapping, once. What neither has is named in the log, with the fields that may have been meant.
/// Thread-safe.
/// </summary>
internal sealed class TextFieldCheck
{
    // Fewer say little: an optional field may well be absent from a handful.
    private const int Enough = 10;
    private const int MostNames = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _fields;
    private readonly DocumentTextSelector _selector;
    private readonly bool[] _seen;
    private int _documents;
    private bool _isSettled;

    public TextFieldCheck(IReadOnlyList<string> fields, DocumentTextSelector selector)
    {
        _fields = fields;
        _selector = selector;
        _seen = new bool[fields.Count];
    }

    /// <summary>Whether enough is known.</summary>
    public bool IsSettled => Volatile.Read(ref _isSettled);

    /// <summary>Looks into a whole document.</summary>
    public void See(ReadOnlyMemory<byte> source)
    {
        try
        {
            using var document = JsonDocument.Parse(source);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                See(document.RootElement);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not for this to say: the engine does.
        }
    }

    /// <summary>Finds the fields that neither the documents so far nor the mapping has. Once, and only where enough documents were seen.</summary>
    /// <param name="index">The index that is written to.</param>
    /// <param name="calls">Calls with the caller's credentials.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<IReadOnlyList<UnknownTextField>> FindUnknownAsync(string index, IClusterCalls calls, CancellationToken cancellationToken)
    {
        if (!TryConclude(out var unseen, out var names, out var documents))
        {
            return [];
        }

        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/_mapping"), cancellationToken);
        var known = names.Concat(answer.IsSuccess ? Mapped(answer.Body) : []).Distinct(StringComparer.Ordinal).ToArray();
        return
        [
            .. from field in unseen
               where !FieldNames.Reaches(field, known)
               select new UnknownTextField(field, documents, FieldNames.Nearest(field, known)),
        ];
    }

    private static IEnumerable<string> Mapped(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return [.. json.RootElement.EnumerateObject()
                .SelectMany(index => index.Value.TryGetProperty("mappings", out var mappings) ? FieldNames.OfMapping(mappings) : [])];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not an engine's answer.
            return [];
        }
    }

    private void See(JsonElement document)
    {
        var values = _selector.Values(document);
        lock (_lock)
        {
            _documents++;
            for (var i = 0; i < _seen.Length; i++)
            {
                _seen[i] |= values[i].Count > 0;
            }

            if (Array.TrueForAll(_seen, seen => seen))
            {
                Volatile.Write(ref _isSettled, true);
            }
            else if (_names.Count < MostNames)
            {
                _names.UnionWith(FieldNames.OfDocument(document));
            }
        }
    }

    private bool TryConclude(out string[] unseen, out string[] names, out int documents)
    {
        lock (_lock)
        {
            unseen = [.. _fields.Where((_, i) => !_seen[i])];
            names = [.. _names];
            documents = _documents;
            if (_isSettled || _documents < Enough)
            {
                return false;
            }

            _names.Clear();
            Volatile.Write(ref _isSettled, true);
            return true;
        }
    }
}

/// <summary>A text field that no document has.</summary>
/// <param name="Path">Its path in the configuration.</param>
/// <param name="Documents">How many documents were looked into.</param>
/// <param name="Nearest">The fields that may have been meant.</param>
internal sealed record UnknownTextField(string Path, int Documents, IReadOnlyList<string> Nearest);
