using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.Search.Dialects;

/// <summary>Reads the answer to <c>GET /</c>: <c>version.number</c>, and <c>version.distribution</c> where it is OpenSearch.</summary>
internal static class EngineBanner
{
    public static bool TryRead(ReadOnlySpan<byte> answer, [NotNullWhen(true)] out SearchDialect? dialect)
    {
        dialect = null;
        try
        {
            var reader = new Utf8JsonReader(answer);
            if (!JsonElement.TryParseValue(ref reader, out var root)
                || root.Value.ValueKind != JsonValueKind.Object
                || !root.Value.TryGetProperty("version", out var version)
                || version.ValueKind != JsonValueKind.Object
                || Text(version, "number") is not { } number)
            {
                return false;
            }

            var family = Text(version, "distribution") == "opensearch" ? EngineFamily.OpenSearch : EngineFamily.Elasticsearch;
            dialect = SearchDialect.For(family, VersionOf(number));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Version? VersionOf(string number)
    {
        // "9.4.3-SNAPSHOT" is a 9.4.3.
        var end = number.IndexOf('-', StringComparison.Ordinal);
        return Version.TryParse(end < 0 ? number : number[..end], out var version) ? version : null;
    }
}
