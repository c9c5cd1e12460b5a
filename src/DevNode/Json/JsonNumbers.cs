using System.Globalization;
using System.Text.Json;

namespace TwinBert.DevNode.Json;

/// <summary>Prints floating-point numbers as the engines do: always with a fraction, an exponent only below 1e-3 and from 1e7.</summary>
internal static class JsonNumbers
{
    public static void Write(Utf8JsonWriter json, float value) =>
        json.WriteRawValue(Shape(value, value.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);

    public static void Write(Utf8JsonWriter json, double value) =>
        json.WriteRawValue(Shape(value, value.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);

    private static string Shape(double value, string shortest)
    {
        var magnitude = Math.Abs(value);
        return magnitude != 0 && magnitude is < 1e-3 or >= 1e7 ? Scientific(shortest)
            : shortest.Contains('.', StringComparison.Ordinal) ? shortest
            : shortest + ".0";
    }

    // .NET's shortest digits, moved behind one leading digit and an exponent without padding.
    private static string Scientific(string shortest)
    {
        var sign = shortest[0] == '-' ? "-" : "";
        var parts = shortest.TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = all.Length - all.TrimStart('0').Length;
        var exponent = whole - 1 - leadingZeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var digits = all.Trim('0');
        return $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }
}
