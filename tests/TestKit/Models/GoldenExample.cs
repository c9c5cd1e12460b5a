using System.Text.Json;

namespace TwinBert.TestKit.Models;

/// <summary>A text with the token ids and the embedding that a published model gives.</summary>
public sealed record GoldenExample(string Text, int[] Ids, float[] Embedding)
{
    /// <summary>Reads a file of examples.</summary>
    public static IReadOnlyList<GoldenExample> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("examples").EnumerateArray().Select(example => new GoldenExample(
            example.GetProperty("text").GetString()!,
            [.. example.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())],
            [.. example.GetProperty("embedding").EnumerateArray().Select(component => component.GetSingle())]))];
    }
}
