using System.Text.Json;

namespace TwinBert.TestKit.Models;

/// <summary>A text with the token ids and the embedding that a published model gives.</summary>
public sealed record GoldenExample(string Text, int[] Ids, float[] Embedding)
{
    /// <summary>Reads a file of examples.</summary>
    public static IReadOnlyList<GoldenExample> Read(string file)
    {
        using var stream = File.OpenRead(file);
        return Read(stream);
    }

    /// <summary>Reads examples: <c>{"examples":[{"text":…,"input_ids":[…],"embedding":[…]}]}</c>.</summary>
    public static IReadOnlyList<GoldenExample> Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("examples").EnumerateArray().Select(example => new GoldenExample(
            example.GetProperty("text").GetString()!,
            [.. example.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())],
            [.. example.GetProperty("embedding").EnumerateArray().Select(component => component.GetSingle())]))];
    }
}
