using System.Globalization;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Json;

/// <summary>The engines' spelling of durations: a number and one of nanos, micros, ms, s, m, h, d.</summary>
internal static class TimeValues
{
    public static TimeSpan Parse(string text, string setting)
    {
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (digits == 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw Bad(text, setting);
        }

        return text[digits..] switch
        {
            "nanos" or "micros" => TimeSpan.Zero,
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" => TimeSpan.FromDays(number),
            "" when number == 0 => TimeSpan.Zero,
            _ => throw Bad(text, setting),
        };
    }

    private static EngineException Bad(string text, string setting) =>
        EngineErrors.IllegalArgument($"failed to parse setting [{setting}] with value [{text}] as a time value: unit is missing or unrecognized");
}
