using System.Globalization;

namespace TwinBert.DevNode.Mappings;

/// <summary>Date expressions: <c>now-7d/d</c>, <c>2024-01-01||+1M</c>, or a plain date.</summary>
internal static class DateMath
{
    public static bool TryParse(string text, DateFormats formats, bool roundUp, DateTimeOffset now, out long millis)
    {
        string math;
        long start;
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            start = now.ToUnixTimeMilliseconds();
            math = text[3..];
        }
        else if (text.IndexOf("||", StringComparison.Ordinal) is >= 0 and var bar)
        {
            math = text[(bar + 2)..];
            if (!formats.TryParse(text[..bar], roundUp: false, out start))
            {
                millis = 0;
                return false;
            }
        }
        else
        {
            return formats.TryParse(text, roundUp, out millis);
        }

        return Apply(DateTimeOffset.FromUnixTimeMilliseconds(start), math, roundUp, out millis);
    }

    private static bool Apply(DateTimeOffset date, string math, bool roundUp, out long millis)
    {
        millis = 0;
        for (var i = 0; i < math.Length;)
        {
            var operation = math[i++];
            var start = i;
            while (i < math.Length && char.IsAsciiDigit(math[i]))
            {
                i++;
            }

            var amount = i > start ? int.Parse(math.AsSpan(start, i - start), CultureInfo.InvariantCulture) : 1;
            if (i >= math.Length || operation is not ('+' or '-' or '/') || (operation == '/' && i > start))
            {
                return false;
            }

            var unit = math[i++];
            var moved = operation == '/' ? Round(date, unit, roundUp) : Add(date, unit, operation == '-' ? -amount : amount);
            if (moved is null)
            {
                return false;
            }

            date = moved.Value;
        }

        millis = date.ToUnixTimeMilliseconds();
        return true;
    }

    private static DateTimeOffset? Add(DateTimeOffset date, char unit, int amount) => unit switch
    {
        'y' => date.AddYears(amount),
        'M' => date.AddMonths(amount),
        'w' => date.AddDays(7.0 * amount),
        'd' => date.AddDays(amount),
        'h' or 'H' => date.AddHours(amount),
        'm' => date.AddMinutes(amount),
        's' => date.AddSeconds(amount),
        _ => null,
    };

    private static DateTimeOffset? Round(DateTimeOffset date, char unit, bool up)
    {
        DateTimeOffset? floor = unit switch
        {
            'y' => new(date.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            'M' => new(date.Year, date.Month, 1, 0, 0, 0, TimeSpan.Zero),
            'w' => new DateTimeOffset(date.Date, TimeSpan.Zero).AddDays(-(((int)date.DayOfWeek + 6) % 7)),
            'd' => new(date.Date, TimeSpan.Zero),
            'h' or 'H' => new DateTimeOffset(date.Date, TimeSpan.Zero).AddHours(date.Hour),
            'm' => new DateTimeOffset(date.Date, TimeSpan.Zero).AddHours(date.Hour).AddMinutes(date.Minute),
            's' => date.AddMilliseconds(-date.Millisecond),
            _ => null,
        };
        return up && floor is { } start ? Add(start, unit, 1)!.Value.AddMilliseconds(-1) : floor;
    }
}
