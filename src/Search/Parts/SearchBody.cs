using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Search.Parts;

/// <summary>The members of a search body: where each value stands, and where the object ends.</summary>
internal sealed class SearchBody
{
    /// <summary>Deeper than any query that people write, and shallow enough for a hostile body to cost nothing.</summary>
    private const int MaxDepth = 128;

    private readonly Dictionary<string, JsonSpan> _members = new(StringComparer.Ordinal);

    /// <summary>The members of no body.</summary>
    public static SearchBody Empty { get; } = new();

    public static JsonReaderOptions ReaderOptions { get; } = new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    public IEnumerable<string> Keys => _members.Keys;

    /// <summary>Where the object's closing brace stands; −1 where there is no body.</summary>
    public int ClosingBrace { get; private init; } = -1;

    public bool IsEmpty => _members.Count == 0;

    public JsonSpan? this[string key] => _members.TryGetValue(key, out var span) ? span : null;

    /// <summary>Reads a body; an empty one has no members.</summary>
    /// <returns>Whether it is one JSON object, at most 128 deep, in which no member is given twice.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SearchBody? body)
    {
        try
        {
            body = json.IsEmpty ? Empty : Read(json);
            return body is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JsonException: not JSON, or too deep. InvalidOperationException: a name with broken UTF-8 or half a surrogate pair.
            body = null;
            return false;
        }
    }

    private static SearchBody? Read(ReadOnlySpan<byte> json)
    {
        var members = new List<(string Key, JsonSpan Value)>();
        var reader = new Utf8JsonReader(json, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add((key, JsonSpan.Between(start, (int)reader.BytesConsumed)));
        }

        var body = new SearchBody { ClosingBrace = (int)reader.TokenStartIndex };
        // Reading on makes sure that nothing but white space follows.
        return !reader.Read() && members.TrueForAll(member => body._members.TryAdd(member.Key, member.Value)) ? body : null;
    }
}
