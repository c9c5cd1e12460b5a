using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>Tells a page without hits, by as few of its bytes as that takes.</summary>
public static class EmptyPage
{
    /// <summary>Whether an answer says that it has no hits. One that says nothing of them, or is no JSON, does not say so.</summary>
    /// <param name="answer">The answer to a search.</param>
    public static bool Is(ReadOnlySpan<byte> answer)
    {
        var cursor = new JsonCursor(answer);
        return cursor.TryFind("hits"u8) && cursor.TryFind("hits"u8) && cursor.TryEnter((byte)'[') && cursor.Peek() == ']';
    }
}
