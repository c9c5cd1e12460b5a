using System.Buffers.Text;
using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>Reads on how many shards a search failed. Thread-safe.</summary>
public static class SearchShards
{
    /// <summary>Whether a search failed on a part of its shards, so that the page is not of all that there is.</summary>
    /// <param name="json">The answer to one search.</param>
    /// <returns>Also <see langword="false"/> where the answer does not say.</returns>
    public static bool HaveFailed(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        if (!cursor.TryFind("_shards"u8))
        {
            // That of an asynchronous search has the page within.
            cursor = new JsonCursor(json);
            if (!cursor.TryFind("response"u8) || !cursor.TryFind("_shards"u8))
            {
                return false;
            }
        }

        return cursor.TryFind("failed"u8)
            && Utf8Parser.TryParse(cursor.SkipValue().In(cursor.Json), out long failed, out _)
            && failed > 0;
    }
}
