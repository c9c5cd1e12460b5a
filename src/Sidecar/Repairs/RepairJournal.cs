using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinBert.Sidecar.Repairs;

/// <summary>
/// Keeps the queue in a file, one document a line, so that a restart loses none: a document is written down before its write goes to the engine. What was
/// done is not struck out at once; the file is written anew when most of its lines are done with. A document that is looked at again after a restart for
/// nothing costs no more than that look. A file that cannot be written keeps nobody from writing: the queue then lives in memory. Not for concurrent use.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class RepairJournal(string path) : IDisposable
{
    private const int LinesToKeep = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private FileStream? _hold;
    private StreamWriter? _output;
    private int _lines;

    /// <summary>Why the file is not written, in one line; null while it is.</summary>
    public string? Failure { get; private set; }

    /// <summary>Reads what an earlier process left, and opens the file.</summary>
    public IReadOnlyList<RepairKey> Open()
    {
        RepairKey[] left = [];
        Try(() =>
        {
            // Two processes would take each other's lines. A killed one lets go of it, too.
            _hold = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            left = File.Exists(path) ? [.. File.ReadLines(path).Select(Read).OfType<RepairKey>().Distinct()] : [];
            Rewrite(left);
        });
        return left;
    }

    /// <summary>Writes a document down.</summary>
    public void Add(RepairKey key) => Try(() =>
    {
        _output?.WriteLine(JsonSerializer.Serialize(key, Json));
        _output?.Flush();
        _lines++;
    });

    /// <summary>Writes the file anew where most of its lines are done with.</summary>
    /// <param name="left">The documents that are not.</param>
    public void Tidy(IReadOnlyCollection<RepairKey> left)
    {
        if (_output is not null && _lines > (left.Count == 0 ? 0 : LinesToKeep + (2 * left.Count)))
        {
            Try(() => Rewrite(left));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Try(() =>
    {
        _output?.Dispose();
        _hold?.Dispose();
    });

    private void Rewrite(IReadOnlyCollection<RepairKey> keys)
    {
        _output?.Dispose();
        _output = null;
        var beside = path + ".new";
        File.WriteAllLines(beside, keys.Select(key => JsonSerializer.Serialize(key, Json)));
        File.Move(beside, path, overwrite: true);
        _output = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
        _lines = keys.Count;
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = $"{path}: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    // A line that a killed process broke off says nothing.
    private static RepairKey? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RepairKey>(line, Json) is { Index: not null } key ? key : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
