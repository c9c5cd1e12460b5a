using System.Globalization;
using System.Text;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Mappings;

/// <summary>A date field's formats, tried in order: the ISO family, the epoch ones, and patterns of years, months, days, hours, minutes and seconds.</summary>
internal sealed class DateFormats
{
    /// <summary>The format of a date field that names none.</summary>
    public const string Default = "strict_date_optional_time||epoch_millis";

    private readonly string[] _alternatives;

    private DateFormats(string pattern, string[] alternatives)
    {
        Pattern = pattern;
        _alternatives = alternatives;
    }

    /// <summary>The formats as the mapping spells them.</summary>
    public string Pattern { get; }

    public static DateFormats Of(string pattern)
    {
        var alternatives = pattern.Split("||");
        foreach (var alternative in alternatives)
        {
            if (alternative.Any(char.IsUpper) || alternative.StartsWith('y') || alternative.StartsWith('u') ? !IsPattern(alternative) : !IsNamed(alternative))
            {
                throw EngineErrors.Unsupported($"the date format [{alternative}]");
            }
        }

        return new(pattern, alternatives);
    }

    /// <summary>Reads a date; a time that is not there is the day's first, or its last when rounding up.</summary>
    public bool TryParse(string text, bool roundUp, out long millis)
    {
        foreach (var alternative in _alternatives)
        {
            if (TryParse(alternative, text, roundUp, out millis))
            {
                return true;
            }
        }

        millis = 0;
        return false;
    }

    /// <summary>Prints with the first format.</summary>
    public string Print(long millis)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(millis).UtcDateTime;
        return _alternatives[0] switch
        {
            "epoch_millis" => millis.ToString(CultureInfo.InvariantCulture),
            "epoch_second" => (millis / 1000).ToString(CultureInfo.InvariantCulture),
            "strict_date" or "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "basic_date" => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            var name when IsNamed(name) => date.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            var custom => date.ToString(ToDotNet(custom), CultureInfo.InvariantCulture),
        };
    }

    private static bool IsNamed(string name) => name is "strict_date_optional_time" or "date_optional_time" or "strict_date_optional_time_nanos"
        or "strict_date_time" or "date_time" or "epoch_millis" or "epoch_second" or "strict_date" or "date" or "basic_date" or "iso8601";

    private static bool IsPattern(string pattern)
    {
        var quoted = false;
        foreach (var c in pattern)
        {
            if (c == '\'')
            {
                quoted = !quoted;
            }
            else if (!quoted && char.IsLetter(c) && !"yuMdHmsSXZ".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !quoted;
    }

    // Offsets are any number of X or Z in the engines' patterns, and one K in .NET's.
    private static string ToDotNet(string pattern)
    {
        var result = new StringBuilder();
        foreach (var c in pattern)
        {
            var translated = c switch { 'u' => 'y', 'S' => 'f', 'X' or 'Z' => 'K', _ => c };
            if (translated != 'K' || result.Length == 0 || result[^1] != 'K')
            {
                result.Append(translated);
            }
        }

        return result.ToString();
    }

    private static bool TryParse(string format, string text, bool roundUp, out long millis)
    {
        millis = 0;
        switch (format)
        {
            case "epoch_millis":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out millis);
            case "epoch_second":
                var isSeconds = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds);
                millis = seconds * 1000;
                return isSeconds;
            case "basic_date":
                return TryExact(text, "yyyyMMdd", out millis);
            case var name when IsNamed(name):
                return IsoDate.TryParse(text, roundUp, out millis);
            default:
                return TryExact(text, ToDotNet(format), out millis);
        }
    }

    private static bool TryExact(string text, string pattern, out long millis)
    {
        var parsed = DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        millis = date.ToUnixTimeMilliseconds();
        return parsed;
    }
}
