using System.Globalization;
using System.Text.Json;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Reading;

/// <summary>Reads the numbers and short texts of a search.</summary>
internal static class RequestedPage
{
    /// <summary>Reads a number from where the engine takes it.</summary>
    /// <param name="name">The parameter and the member.</param>
    /// <param name="fallback">What holds where neither is there.</param>
    /// <param name="url">The URL, which wins.</param>
    /// <param name="members">The members of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="number">The number.</param>
    /// <returns>Whether it can be read with certainty.</returns>
    public static bool TryRead(string name, int fallback, SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, out int number)
    {
        // A body that the engine refuses is refused whatever the URL says, so both must be readable.
        number = fallback;
        if (members[name] is { } span && !JsonInteger.TryRead(span.In(body), out number))
        {
            return false;
        }

        return url[name] is not { } parameter
            || (parameter.Value.Length <= 9 && int.TryParse(parameter.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }

    /// <summary>A member that is a text; <see langword="null"/> for any other.</summary>
    public static string? TextOf(JsonSpan? member, ReadOnlySpan<byte> body)
    {
        if (member is not { } span)
        {
            return null;
        }

        var reader = new Utf8JsonReader(span.In(body));
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
