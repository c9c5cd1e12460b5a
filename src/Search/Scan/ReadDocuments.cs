using System.Text.Json;

namespace TwinBert.Search.Scan;

/// <summary>Reads the documents of an answer that was not asked for by a scan. One that cannot be read has none.</summary>
public static class ReadDocuments
{
    /// <summary>The hits of one or several searches, or the documents of a multi-get.</summary>
    /// <param name="body">The answer's body.</param>
    public static IReadOnlyList<ScannedDocument> Many(ReadOnlyMemory<byte> body) => Try(() => DocumentListReader.Read(body).Documents);

    /// <summary>The document of a get.</summary>
    /// <param name="body">The answer's body.</param>
    public static IReadOnlyList<ScannedDocument> One(ReadOnlyMemory<byte> body) => Try(() => DocumentListReader.ReadOne(body).Documents);

    private static IReadOnlyList<ScannedDocument> Try(Func<IReadOnlyList<ScannedDocument>> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }
}
