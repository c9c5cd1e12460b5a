using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Proxy;

/// <summary>What answers behind the sidecar.</summary>
/// <param name="Family">The engine's family.</param>
/// <param name="Version">Its version; <see langword="null"/> when it may not be known.</param>
internal sealed record EngineInfo(EngineFamily Family, Version? Version)
{
    // From this version on, a new index leaves vectors out of _source and re-serialises it to do so, unless the request asks otherwise.
    private static readonly Version ExcludesVectorsFrom = new(9, 2);

    /// <summary>Whether the engine has to be asked to leave <c>_source</c> as it was stored.</summary>
    public bool ExcludesVectors => Family == EngineFamily.Elasticsearch && Version >= ExcludesVectorsFrom;

    /// <summary>Reads the answer to <c>GET /</c>.</summary>
    /// <returns>The engine, or <see langword="null"/> when the answer is not that of one.</returns>
    public static EngineInfo? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("version", out var version)
                || version.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var isOpenSearch = version.TryGetProperty("distribution", out var distribution) && distribution.ValueEquals("opensearch");
            var number = version.TryGetProperty("number", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
            return new(isOpenSearch ? EngineFamily.OpenSearch : EngineFamily.Elasticsearch, System.Version.TryParse(number.Split('-')[0], out var parsed) ? parsed : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
