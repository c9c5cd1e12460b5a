using System.Text.Json;

namespace TwinBert.Search.Json;

/// <summary>Finds members of objects, of which nothing else is read. Thread-safe.</summary>
public static class JsonMembers
{
    /// <summary>Goes to the value of the next member of a name; behind the last member, to the end of the object.</summary>
    /// <param name="reader">Stands on the beginning of an object, or on a value in it that was read or skipped.</param>
    /// <param name="name">The name, decoded, in UTF-8.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A name cannot be decoded.</exception>
    public static bool TryFind(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
