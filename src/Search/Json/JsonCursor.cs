using System.Buffers;
using System.Buffers.Text;

namespace TwinBert.Search.Json;

/// <summary>
/// Walks a JSON text that an engine wrote, in one pass: objects and arrays are entered or skipped whole, and skipping looks only at quotes
/// and brackets, many bytes at a time. It checks the structure, not the spelling of numbers and words, because what is skipped is passed on
/// as it is. Nothing is allocated, and nesting costs no stack. Anything it cannot make sense of sets <see cref="IsMalformed"/> for good.
/// </summary>
/// <param name="json">The text.</param>
/// <param name="position">Where to start.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> json, int position = 0)
{
    // A slash outside a string would begin a comment, in which quotes and brackets mean nothing: such a text is not for this cursor.
    private static readonly SearchValues<byte> Structural = SearchValues.Create("{}[]\"/"u8);
    private static readonly SearchValues<byte> QuoteOrEscape = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(",]} \t\r\n"u8);
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private bool _fresh;

    public readonly ReadOnlySpan<byte> Json => _json;

    public int Position { get; private set; } = position;

    public bool IsMalformed { get; private set; }

    /// <summary>The next byte that is not white space, not consumed; 0 at the end.</summary>
    public byte Peek()
    {
        SkipWhiteSpace();
        return Position < _json.Length ? _json[Position] : (byte)0;
    }

    /// <summary>Enters an object or an array by its opening bracket; <see langword="false"/>, with nothing consumed, where there is another value.</summary>
    public bool TryEnter(byte bracket)
    {
        if (IsMalformed || Peek() != bracket)
        {
            return false;
        }

        Position++;
        _fresh = true;
        return true;
    }

    /// <summary>
    /// Goes to the value of the next member of the object that was entered; after the last one leaves the object and answers <see langword="false"/>.
    /// </summary>
    /// <param name="name">The member's name as it is spelled, without its quotes.</param>
    public bool NextMember(out JsonSpan name)
    {
        name = default;
        if (!Next((byte)'}'))
        {
            return false;
        }

        if (Peek() != '"' || !SkipString(out name) || Peek() != ':')
        {
            return Malformed();
        }

        Position++;
        return Peek() != 0 || Malformed();
    }

    /// <summary>Goes to the next element of the array that was entered; after the last one leaves the array and answers <see langword="false"/>.</summary>
    public bool NextElement() => Next((byte)']') && (Peek() != 0 || Malformed());

    /// <summary>Enters an object, and goes to the value of one of its members.</summary>
    /// <param name="name">The member, as it is spelled without escapes.</param>
    /// <returns>Whether the next value is an object that has it.</returns>
    public bool TryFind(ReadOnlySpan<byte> name)
    {
        if (!TryEnter((byte)'{'))
        {
            return false;
        }

        while (NextMember(out var member))
        {
            if (member.In(_json).SequenceEqual(name))
            {
                return true;
            }

            SkipValue();
        }

        return false;
    }

    /// <summary>Skips one value.</summary>
    /// <returns>Its bytes; empty when malformed.</returns>
    public JsonSpan SkipValue()
    {
        var first = Peek();
        var start = Position;
        var read = !IsMalformed && first switch
        {
            (byte)'"' => SkipString(out _),
            (byte)'{' or (byte)'[' => SkipContainer(),
            _ => SkipScalar(),
        };
        _fresh = false;
        return read ? JsonSpan.Between(start, Position) : Fail();
    }

    /// <summary>Reads an array of integers of −128 to 127, as many as there is room for.</summary>
    /// <returns>Whether there is such an array; if not, the cursor may stand within the value.</returns>
    public bool TryReadSignedBytes(Span<sbyte> numbers)
    {
        if (!TryEnter((byte)'['))
        {
            return false;
        }

        var rest = _json[Position..];
        for (var i = 0; i < numbers.Length; i++)
        {
            rest = AfterWhiteSpace(rest);
            if (!Utf8Parser.TryParse(rest, out numbers[i], out var length))
            {
                return false;
            }

            rest = AfterWhiteSpace(rest[length..]);
            if (rest.IsEmpty || rest[0] != (i == numbers.Length - 1 ? (byte)']' : (byte)','))
            {
                return false;
            }

            rest = rest[1..];
        }

        Position = _json.Length - rest.Length;
        _fresh = false;
        return numbers.Length > 0;
    }

    /// <summary>Whether nothing but white space is left.</summary>
    public bool IsAtEnd() => !IsMalformed && Peek() == 0 && Position >= _json.Length;

    /// <summary>Gives up on the text.</summary>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool Malformed()
    {
        IsMalformed = true;
        return false;
    }

    private bool Next(byte closing)
    {
        if (IsMalformed)
        {
            return false;
        }

        var next = Peek();
        if (next == closing)
        {
            Position++;
            _fresh = false;
            return false;
        }

        if (!_fresh)
        {
            if (next != ',')
            {
                return Malformed();
            }

            Position++;
        }

        _fresh = false;
        return true;
    }

    private JsonSpan Fail()
    {
        IsMalformed = true;
        return default;
    }

    private bool SkipString(out JsonSpan content)
    {
        var start = Position + 1;
        var at = start;
        while (true)
        {
            var found = at <= _json.Length ? _json[at..].IndexOfAny(QuoteOrEscape) : -1;
            if (found < 0)
            {
                content = default;
                return Malformed();
            }

            at += found;
            if (_json[at] == '"')
            {
                content = JsonSpan.Between(start, at);
                Position = at + 1;
                return true;
            }

            at += 2;
        }
    }

    private bool SkipContainer()
    {
        var depth = 0;
        do
        {
            var found = _json[Position..].IndexOfAny(Structural);
            if (found < 0)
            {
                return Malformed();
            }

            Position += found;
            switch (_json[Position])
            {
                case (byte)'"':
                    if (!SkipString(out _))
                    {
                        return false;
                    }

                    continue;
                case (byte)'/':
                    return Malformed();
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            Position++;
        }
        while (depth > 0);
        return true;
    }

    private bool SkipScalar()
    {
        var rest = _json[Position..];
        var length = rest.IndexOfAny(AfterScalar);
        length = length < 0 ? rest.Length : length;
        if (length == 0 || !(char.IsAsciiLetterOrDigit((char)rest[0]) || rest[0] == '-') || rest[..length].IndexOfAny(Structural) >= 0)
        {
            return Malformed();
        }

        Position += length;
        return true;
    }

    // Compact texts have none: one byte is looked at before any search.
    private static ReadOnlySpan<byte> AfterWhiteSpace(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] > ' ' ? text : text.TrimStart(" \t\r\n"u8);

    private void SkipWhiteSpace()
    {
        // Compact texts have none: look at one byte before asking for a search.
        if (Position < _json.Length && _json[Position] <= ' ')
        {
            var found = _json[Position..].IndexOfAnyExcept(White);
            Position = found < 0 ? _json.Length : Position + found;
        }
    }
}
