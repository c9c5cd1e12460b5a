using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Http;

/// <summary>A request after routing, its body read.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The raw path and query.</param>
/// <param name="Path">What the route's placeholders stand for, decoded.</param>
/// <param name="Query">The query parameters, decoded.</param>
/// <param name="Body">The body, decompressed; empty if there is none.</param>
/// <param name="Aborted">Cancelled when the client goes away.</param>
internal sealed record RestRequest(
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyDictionary<string, string> Query,
    ReadOnlyMemory<byte> Body,
    CancellationToken Aborted)
{
    /// <summary>A query parameter, or null.</summary>
    public string? Text(string name) => Query.GetValueOrDefault(name);

    /// <summary>A boolean query parameter; one without a value is true.</summary>
    public bool Flag(string name, bool defaultValue = false) => Query.GetValueOrDefault(name) switch
    {
        null => defaultValue,
        "" or "true" => true,
        "false" => false,
        var other => throw EngineErrors.IllegalArgument($"Failed to parse value [{other}] as only [true] or [false] are allowed."),
    };

    public long? Integer(string name) => Query.GetValueOrDefault(name) switch
    {
        null => null,
        var text when long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        var text => throw EngineErrors.IllegalArgument($"Failed to parse int parameter [{name}] with value [{text}]"),
    };

    /// <summary>The body as JSON; the caller disposes it.</summary>
    public JsonDocument ParseBody() => Body.IsEmpty ? throw EngineErrors.BodyRequired() : JsonInput.Parse(Body);
}
