using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>Keeps a checkpoint in a file that is always whole: it is written beside and renamed. Not for concurrent use.</summary>
/// <param name="path">The file.</param>
public sealed class CheckpointFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Reads the checkpoint.</summary>
    /// <returns>The checkpoint, nothing when there is no file; or why the file cannot be used.</returns>
    public (BackfillCheckpoint? Checkpoint, string? Failure) Load()
    {
        try
        {
            if (!File.Exists(path))
            {
                return default;
            }

            return JsonSerializer.Deserialize<BackfillCheckpoint>(File.ReadAllBytes(path), Json) is { } checkpoint ? (checkpoint, null) : (null, "it is empty");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Writes the checkpoint; after this a killed run resumes from it.</summary>
    /// <param name="checkpoint">What to write.</param>
    public void Save(BackfillCheckpoint checkpoint)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, checkpoint, Json);

            // The rename must not reach the disk before what it names.
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Removes the file, where there is one.</summary>
    public void Delete() => File.Delete(path);
}
