using System.Numerics.Tensors;
using System.Text.Json;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>
/// A vector of floats as vectors of bytes, each of which holds what the one before it has rounded away: an engine that multiplies bytes with bytes only, but
/// those fast and without an error, so gives the product with the floats. With two levels the error of a cosine is some millionths.
/// </summary>
internal static class ByteLevels
{
    /// <summary>The number of levels.</summary>
    public const int Count = 2;

    private const double Largest = sbyte.MaxValue;

    // What one level rounds away is half a step at most, which the next one spreads over all of its range.
    private const double Step = 2 * Largest;

    /// <summary>The product with a vector whose variable names the levels' parameters <c>{name}0</c>, <c>{name}1</c>, …</summary>
    /// <param name="name">The parameters' name.</param>
    /// <param name="vector">The document's vector, as a literal of the language.</param>
    public static string Product(string name, string vector) =>
        $"params.{name}s * (dotProduct(params.{name}0, {vector}) + dotProduct(params.{name}1, {vector}) / {Step}.0)";

    /// <summary>Writes the levels of a vector, and the scale of them all.</summary>
    /// <param name="name">The parameters' name.</param>
    /// <param name="values">Finite components; others count as 0.</param>
    /// <param name="scale">What the product is multiplied by.</param>
    /// <param name="writer">Stands within the parameters.</param>
    public static void Write(string name, ReadOnlySpan<float> values, double scale, Utf8JsonWriter writer)
    {
        double largest = TensorPrimitives.MaxMagnitude(values);
        largest = double.IsFinite(largest) ? Math.Abs(largest) : 0;
        var perUnit = largest > 0 ? Largest / largest : 0;
        writer.WriteNumber(name + "s", largest > 0 && double.IsFinite(scale) ? scale / perUnit : 0);
        for (var level = 0; level < Count; level++)
        {
            writer.WriteStartArray(name + (char)('0' + level));
            foreach (var value in values)
            {
                writer.WriteNumberValue(At(level, value * perUnit));
            }

            writer.WriteEndArray();
        }
    }

    private static int At(int level, double value)
    {
        var rounded = Math.Round(value);
        for (var i = 0; i < level; i++)
        {
            value = (value - rounded) * Step;
            rounded = Math.Round(value);
        }

        return double.IsNaN(rounded) ? 0 : (int)Math.Clamp(rounded, -Largest, Largest);
    }
}
