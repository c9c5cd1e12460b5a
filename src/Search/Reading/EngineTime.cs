using System.Globalization;

namespace TwinBert.Search.Reading;

/// <summary>Spans of time as the engines take them in a request: <c>50ms</c>, <c>2s</c>.</summary>
internal static class EngineTime
{
    private static readonly (string Unit, double Milliseconds)[] Units =
    [
        ("nanos", 1e-6), ("micros", 1e-3), ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ];

    /// <summary>Reads a span; <see langword="null"/> for one that bounds nothing (<c>-1</c>, <c>0</c>) or that the engine would refuse.</summary>
    /// <param name="text">The text, or <see langword="null"/> for none.</param>
    public static TimeSpan? Read(string? text)
    {
        var trimmed = (text ?? "").Trim();
        var digits = trimmed.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9)
        {
            return null;
        }

        var unit = Array.Find(Units, unit => trimmed.AsSpan(digits).Trim().Equals(unit.Unit, StringComparison.OrdinalIgnoreCase));
        var milliseconds = int.Parse(trimmed.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture) * unit.Milliseconds;
        return milliseconds > 0 && milliseconds < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }
}
