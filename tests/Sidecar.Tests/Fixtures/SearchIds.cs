using System.Text.Json;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>The ids of an answer's hits.</summary>
internal static class SearchIds
{
    public static string[] Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!)];
    }
}
