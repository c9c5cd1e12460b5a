using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace TwinBert.Sidecar.Bodies;

/// <summary>Content codings, as headers name them. Gzip is what the engines send and what is read here.</summary>
internal static class ContentCoding
{
    public const string Gzip = "gzip";

    /// <summary>Whether a <c>Content-Encoding</c> is gzip and nothing else.</summary>
    public static bool IsGzip(string encoding) =>
        encoding.Equals(Gzip, StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a <c>Content-Encoding</c> says that the body is as it is.</summary>
    public static bool IsPlain(string encoding) => encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a client takes gzip: it names it, or everything, and not with a weight of 0.</summary>
    /// <param name="acceptEncoding">The client's <c>Accept-Encoding</c>, with weights.</param>
    public static bool AcceptsGzip(StringValues acceptEncoding)
    {
        bool? named = null, any = null;
        foreach (var item in acceptEncoding.SelectMany(value => value?.Split(',') ?? []))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            if (IsGzip(parts[0]))
            {
                named = Weight(parts) > 0;
            }
            else if (parts[0] == "*")
            {
                any = Weight(parts) > 0;
            }
        }

        return named ?? any ?? false;
    }

    private static double Weight(string[] parts)
    {
        var weight = Array.Find(parts, part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return weight is null ? 1 : double.TryParse(weight[2..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
