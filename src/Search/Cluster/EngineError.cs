using System.Text.Json;

namespace TwinBert.Search.Cluster;

/// <summary>What an engine says is wrong, in one line.</summary>
public static class EngineError
{
    private const int MaxReason = 300;

    /// <summary>Describes an answer that is no success: status, type and reason.</summary>
    /// <param name="answer">The answer.</param>
    public static string Describe(ClusterAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error))
            {
                return $"HTTP {answer.Status}: {Describe(error)}";
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not an engine's error body, or not readable: a proxy's page, for one. The status says what there is to say.
        }

        return $"HTTP {answer.Status}";
    }

    /// <summary>The type of the error of an answer, such as <c>index_closed_exception</c>; <see langword="null"/> when it names none.</summary>
    /// <param name="answer">The answer.</param>
    public static string? TypeOf(ClusterAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) ? TypeOf(error) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The type of an error object; <see langword="null"/> when it names none.</summary>
    /// <param name="error">The value of <c>error</c>.</param>
    public static string? TypeOf(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;

    /// <summary>Describes an error object: <c>{"type":…,"reason":…}</c>, or its text.</summary>
    /// <param name="error">The value of <c>error</c>.</param>
    public static string Describe(JsonElement error)
    {
        var text = error.ValueKind == JsonValueKind.Object ? $"{Text(error, "type")}: {Text(error, "reason")}" : error.ToString();
        text = text.ReplaceLineEndings(" ");
        return text.Length > MaxReason ? string.Concat(text.AsSpan(0, MaxReason), "…") : text;
    }

    private static string Text(JsonElement error, string name) => error.TryGetProperty(name, out var value) ? value.ToString() : "unknown";
}
