using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TwinBert.Search.Json;

/// <summary>
/// JSON as engines take and store it, which is more than the standard has: a byte order mark before a document, comments, surrogates without their pair
/// (escaped, or encoded by themselves), and UTF-8 in forms longer than need be. Engines store such documents and give them back to the byte, in the
/// middle of an answer too.
/// </summary>
public static class EngineJson
{
    private const char Replacement = '\uFFFD';

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a byte order mark is what comes first.</summary>
    /// <param name="json">The JSON.</param>
    public static bool StartsWithMark(ReadOnlySpan<byte> json) => json.StartsWith(Mark);

    /// <summary>The same JSON as the standard has it, with the same values: marks and comments left out, every text in well-formed UTF-8.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The result, for reading only. What is wrong with the JSON beyond that is still wrong with it.</returns>
    public static byte[] Standard(ReadOnlySpan<byte> json) => Convert(json, keepsPlaces: false);

    /// <summary>
    /// JSON of the same structure with every value and name at the same place: marks and comments are blanks, and what is no UTF-8 in texts is question marks.
    /// </summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The result, of the same length, for finding places only.</returns>
    public static byte[] InPlace(ReadOnlySpan<byte> json) => Convert(json, keepsPlaces: true);

    /// <summary>Reads a text as engines do. A surrogate without its pair stands for no character and becomes U+FFFD.</summary>
    /// <param name="quoted">The text with its quotes.</param>
    public static string Text(ReadOnlySpan<byte> quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1;)
        {
            i += quoted[i] == '\\' ? TakeEscape(quoted[i..], text) : TakeCharacter(quoted[i..], text);
        }

        return WellFormed(text);
    }

    /// <summary>Whether the bytes of a text or name are some that engines take, though the standard may not.</summary>
    /// <param name="quoted">The text with its quotes.</param>
    public static bool IsTaken(ReadOnlySpan<byte> quoted)
    {
        for (var i = 0; i < quoted.Length;)
        {
            var length = LengthOfCharacter(quoted[i]);
            if (length == 0 || i + length > quoted.Length || quoted.Slice(i + 1, length - 1).ContainsAnyExceptInRange((byte)0x80, (byte)0xBF))
            {
                return false;
            }

            i += length;
        }

        return true;
    }

    private static byte[] Convert(ReadOnlySpan<byte> json, bool keepsPlaces)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 1);
        for (var i = 0; i < json.Length;)
        {
            var rest = json[i..];
            if (rest[0] == '"')
            {
                var length = LengthOfText(rest);
                WriteText(rest[..length], keepsPlaces, output);
                i += length;
            }
            else if (LengthOfNothing(rest) is > 0 and var skipped)
            {
                output.Write(keepsPlaces ? Enumerable.Repeat((byte)' ', skipped).ToArray() : " "u8);
                i += skipped;
            }
            else
            {
                output.Write(rest[..1]);
                i++;
            }
        }

        return output.WrittenSpan.ToArray();
    }

    private static int LengthOfNothing(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith(Mark))
        {
            return Mark.Length;
        }

        var end = rest.StartsWith("/*"u8) ? rest[2..].IndexOf("*/"u8) + 4 : 0;
        var line = rest.StartsWith("//"u8) ? rest.IndexOf((byte)'\n') : 0;
        return end > 3 ? end : line < 0 ? rest.Length : line;
    }

    private static int LengthOfText(ReadOnlySpan<byte> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '"')
            {
                return i + 1;
            }
        }

        return rest.Length;
    }

    private static void WriteText(ReadOnlySpan<byte> quoted, bool keepsPlaces, ArrayBufferWriter<byte> output)
    {
        if (IsStandard(quoted))
        {
            output.Write(quoted);
        }
        else if (!keepsPlaces)
        {
            output.Write(JsonSerializer.SerializeToUtf8Bytes(Text(quoted), JsonSerializerOptions.Default));
        }
        else
        {
            // Half a pair among escapes; bytes of which a text of the standard cannot be made.
            var marks = new byte[quoted.Length];
            marks.AsSpan().Fill((byte)'?');
            (marks[0], marks[^1]) = ((byte)'"', (byte)'"');
            output.Write(marks);
        }
    }

    private static bool IsStandard(ReadOnlySpan<byte> quoted)
    {
        if (quoted.Length < 2 || quoted[^1] != '"')
        {
            return true;
        }

        var reader = new Utf8JsonReader(quoted);
        try
        {
            return reader.Read() && reader.GetString() is not null;
        }
        catch (JsonException)
        {
            // Wrong in another way, which is for whoever reads the result to say.
            return true;
        }
        catch (InvalidOperationException)
        {
            // Bytes that engines refuse, too, stay as they are, so that whoever reads the result finds them.
            return !IsTaken(quoted);
        }
    }

    private static int LengthOfCharacter(byte first) => first switch
    {
        < 0x80 => 1,
        >= 0xC0 and < 0xE0 => 2,
        >= 0xE0 and < 0xF0 => 3,
        >= 0xF0 and < 0xF8 => 4,
        _ => 0,
    };

    private static int TakeEscape(ReadOnlySpan<byte> rest, StringBuilder text)
    {
        if (rest.Length > 5 && rest[1] == 'u' && ushort.TryParse(rest.Slice(2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
        {
            text.Append((char)unit);
            return 6;
        }

        text.Append(
            rest.Length < 2 ? Replacement : (char)rest[1] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        return 2;
    }

    // Engines look at the first byte for the length, and at the others for their six bits: not whether the result is a character, or could be shorter.
    private static int TakeCharacter(ReadOnlySpan<byte> rest, StringBuilder text)
    {
        var first = rest[0];
        var length = LengthOfCharacter(first);
        if (length == 0 || rest.Length < length)
        {
            text.Append(Replacement);
            return 1;
        }

        var value = length == 1 ? first : first & (0xFF >> (length + 1));
        foreach (var more in rest[1..length])
        {
            value = (value << 6) | (more & 0x3F);
        }

        _ = value < 0x10000 ? text.Append((char)value) : Rune.IsValid(value) ? text.Append(new Rune(value).ToString()) : text.Append(Replacement);
        return length;
    }

    private static string WellFormed(StringBuilder text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
}
