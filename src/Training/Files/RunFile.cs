using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TwinBert.Training.Files;

/// <summary>Small files of a run: written beside their place and then renamed, so that there is never half a file under their name.</summary>
internal static class RunFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>A value as JSON, as the files have it.</summary>
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Writes a value as JSON.</summary>
    public static void WriteJson<T>(string path, T value) => Write(path, stream => JsonSerializer.Serialize(stream, value, Options));

    /// <summary>Reads a value from JSON.</summary>
    /// <exception cref="TrainingException">The file is not what was written.</exception>
    public static T ReadJson<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"'{path}' is damaged: {e.Message} Begin anew with --overwrite, or in another folder.", e);
        }
    }

    /// <summary>The SHA-256 of a file's content; hexadecimal.</summary>
    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Deletes a folder with all that is in it, where it is there.</summary>
    public static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var beside = path + ".incomplete";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
