using System.Buffers.Text;
using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>Tells errors from answers, where several searches are answered together and each has a status of its own.</summary>
public static class SearchError
{
    /// <summary>The status of an error.</summary>
    /// <param name="json">What was answered to one search.</param>
    /// <returns>The HTTP status that the search would have had alone; <see langword="null"/> when this is no error in the form that engines give.</returns>
    public static int? StatusOf(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        if (!cursor.TryEnter((byte)'{'))
        {
            return null;
        }

        var isError = false;
        var status = default(int?);
        while (cursor.NextMember(out var name))
        {
            var key = name.In(cursor.Json);
            isError |= key.SequenceEqual("error"u8);
            var value = cursor.SkipValue().In(cursor.Json);
            status = key.SequenceEqual("status"u8) && Utf8Parser.TryParse(value, out int number, out var length) && length == value.Length ? number : status;
        }

        return isError && cursor.IsAtEnd() ? status : null;
    }
}
