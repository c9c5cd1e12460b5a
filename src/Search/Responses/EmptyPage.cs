using System.Text.Json;

namespace TwinBert.Search.Responses;

/// <summary>Tells a page without hits, by as few of its bytes as that takes.</summary>
public static class EmptyPage
{
    /// <summary>Whether an answer says that it has no hits. One that says nothing of them, or is no JSON, does not say so.</summary>
    /// <param name="answer">The answer to a search.</param>
    public static bool Is(ReadOnlySpan<byte> answer)
    {
        try
        {
            var json = new Utf8JsonReader(answer);
            return json.Read() && TryEnter(ref json, JsonTokenType.StartObject) && TryEnter(ref json, JsonTokenType.StartArray)
                && json.Read() && json.TokenType == JsonTokenType.EndArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // From the start of an object to the value of its member "hits".
    private static bool TryEnter(ref Utf8JsonReader json, JsonTokenType wanted)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isHits = json.ValueTextEquals("hits"u8);
            if (!json.Read())
            {
                return false;
            }

            if (isHits)
            {
                return json.TokenType == wanted;
            }

            json.Skip();
        }

        return false;
    }
}
