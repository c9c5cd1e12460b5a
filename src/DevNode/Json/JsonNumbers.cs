using System.Globalization;
using System.Text.Json;

namespace TwinBert.DevNode.Json;

/// <summary>Prints floating-point numbers as the engines do: always with a fraction, an exponent only below 1e-3 and from 1e7.</summary>
internal static class JsonNumbers
{
    public static void Write(Utf8JsonWriter json, float value) => json.WriteRawValue(Shape(value, value.ToString("E8", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);

    public static void Write(Utf8JsonWriter json, double value) => json.WriteRawValue(Shape(value, value.ToString("E16", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);

    private static string Shape(double value, string scientific, string shortest)
    {
        var magnitude = Math.Abs(value);
        if (magnitude == 0 || (magnitude >= 1e-3 && magnitude < 1e7))
        {
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        }

        // .NET's shortest digits, moved behind one leading digit and an exponent without padding.
        var digits = shortest.Split('E')[0].Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(scientific[(scientific.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        return $"{(value < 0 ? "-" : "")}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }
}
