using System.Text.RegularExpressions;

namespace TwinBert.DevNode.Http;

/// <summary>What the node takes and sends: JSON, NDJSON, and the engine's own names for them with a version.</summary>
internal static partial class MediaTypes
{
    private const string Json = "application/json";

    /// <summary>Whether a request's content type is one that the node reads.</summary>
    public static bool IsReadable(string? contentType) => contentType is not null && Readable().IsMatch(contentType);

    /// <summary>The content type of a JSON answer to a request that accepts this.</summary>
    public static string ForAccept(string? accept) => accept is not null && Versioned().Match(accept) is { Success: true } match
        ? $"application/vnd.elasticsearch+json;compatible-with={match.Groups["version"].ValueSpan}"
        : Json;

    [GeneratedRegex(@"^\s*application/(json|x-ndjson|vnd\.elasticsearch\+(json|x-ndjson))\s*(;.*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Readable();

    [GeneratedRegex(
        @"application/vnd\.elasticsearch\+(json|x-ndjson)\s*;\s*compatible-with\s*=\s*(?<version>8|9)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Versioned();
}
