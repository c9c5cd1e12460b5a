using System.Globalization;
using System.Text.RegularExpressions;

namespace TwinBert.DevNode.Mappings;

/// <summary>ISO 8601 dates from a bare year to nanoseconds with an offset.</summary>
internal static partial class IsoDate
{
    /// <summary>
    /// Reads a date; a time that is not there is the day's first, or its last when rounding up. Month and day are always the first, as in the engines.
    /// </summary>
    public static bool TryParse(string text, bool roundUp, out long millis)
    {
        millis = 0;
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return false;
        }

        int? Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;
        var year = Part("year")!.Value;
        var month = Part("month") ?? 1;
        if (year is < 1 or > 9999 || month is < 1 or > 12)
        {
            return false;
        }

        var day = Part("day") ?? 1;
        var hour = Part("hour") ?? (roundUp ? 23 : 0);
        var minute = Part("minute") ?? (roundUp ? 59 : 0);
        var second = Part("second") ?? (roundUp ? 59 : 0);
        if (day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var fraction = match.Groups["fraction"] is { Success: true } digits
            ? int.Parse(digits.Value.PadRight(3, '0').AsSpan(0, 3), CultureInfo.InvariantCulture)
            : roundUp ? 999 : 0;
        var date = new DateTimeOffset(year, month, day, hour, minute, second, fraction, TimeSpan.Zero);
        millis = date.ToUnixTimeMilliseconds() - Offset(match.Groups["zone"].Value);
        return true;
    }

    private static long Offset(string zone)
    {
        if (zone is "" or "Z")
        {
            return 0;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var hours = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture);
        var minutes = digits.Length > 2 ? int.Parse(digits.AsSpan(2, 2), CultureInfo.InvariantCulture) : 0;
        return (zone[0] == '-' ? -1 : 1) * ((hours * 60L) + minutes) * 60_000;
    }

    [GeneratedRegex(
        @"^(?<year>\d{4})(-(?<month>\d{2})(-(?<day>\d{2}))?)?"
            + @"(T((?<hour>\d{2})(:(?<minute>\d{2})(:(?<second>\d{2})([.,](?<fraction>\d{1,9}))?)?)?)?(?<zone>Z|[+-]\d{2}(:?\d{2})?)?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
