using System.Diagnostics.CodeAnalysis;

namespace TwinBert.Search.Parts;

/// <summary>
/// The parameters of a search URL, read as the engines do: separated by <c>&amp;</c> or <c>;</c>, a plus is a blank. Each keeps its place
/// in the text, so that one can be changed and the others stay as they are.
/// </summary>
internal sealed class SearchUrl
{
    private readonly Dictionary<string, UrlParameter> _parameters;

    private SearchUrl(string text, Dictionary<string, UrlParameter> parameters)
    {
        Text = text;
        _parameters = parameters;
    }

    public static SearchUrl Empty { get; } = new("", []);

    public string Text { get; }

    public IEnumerable<string> Names => _parameters.Keys;

    public UrlParameter? this[string name] => _parameters.TryGetValue(name, out var parameter) ? parameter : null;

    /// <summary>Reads a query string.</summary>
    /// <param name="queryString">The query string, with or without its question mark.</param>
    /// <param name="url">The parameters, when every one could be read and none is given twice.</param>
    public static bool TryRead(string queryString, [NotNullWhen(true)] out SearchUrl? url)
    {
        url = null;
        var text = queryString.StartsWith('?') ? queryString[1..] : queryString;
        var parameters = new Dictionary<string, UrlParameter>(StringComparer.Ordinal);
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('&', ';');
            end = end < 0 ? text.Length : start + end;
            if (end > start && !TryAdd(text, start, end, parameters))
            {
                return false;
            }

            start = end + 1;
        }

        url = new(text, parameters);
        return true;
    }

    private static bool TryAdd(string text, int start, int end, Dictionary<string, UrlParameter> parameters)
    {
        var equals = text.IndexOf('=', start, end - start);
        var nameEnd = equals < 0 ? end : equals;
        var valueStart = equals < 0 ? end : equals + 1;
        return TryDecode(text.AsSpan(start..nameEnd), out var name)
            && TryDecode(text.AsSpan(valueStart..end), out var value)
            && parameters.TryAdd(name, new(value, valueStart, end));
    }

    private static bool TryDecode(ReadOnlySpan<char> encoded, out string decoded)
    {
        decoded = "";
        for (var rest = encoded; rest.IndexOf('%') is >= 0 and var percent; rest = rest[(percent + 3)..])
        {
            if (percent + 2 >= rest.Length || !char.IsAsciiHexDigit(rest[percent + 1]) || !char.IsAsciiHexDigit(rest[percent + 2]))
            {
                return false;
            }
        }

        decoded = Uri.UnescapeDataString(encoded.ToString().Replace('+', ' '));
        return true;
    }
}
