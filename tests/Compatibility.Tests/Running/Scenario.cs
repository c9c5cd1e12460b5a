using System.Text.Json.Nodes;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>One file of <c>scenarios</c>: requests and what every engine answers to them.</summary>
/// <param name="Name">The file's path below <c>scenarios</c>, without its extension.</param>
/// <param name="Engines">The engines that it is true of; empty for all.</param>
/// <param name="Steps">The requests, in order.</param>
public sealed record Scenario(string Name, IReadOnlyList<string> Engines, IReadOnlyList<ScenarioStep> Steps)
{
    /// <summary>The names that <c>engines</c> may hold.</summary>
    public static readonly IReadOnlyList<string> AllEngines = ["devnode", "elasticsearch8", "elasticsearch9", "opensearch2"];

    public bool IsTrueOf(string engine) => Engines.Count == 0 || Engines.Contains(engine);
}

/// <summary>One request and its expectation.</summary>
public sealed record ScenarioStep
{
    public required string Method { get; init; }

    /// <summary>Path and query; <c>{index}</c> and saved names in braces are replaced.</summary>
    public required string Path { get; init; }

    public IReadOnlyList<string> Engines { get; init; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body's text, or null.</summary>
    public string? Body { get; init; }

    public bool IsNdjson { get; init; }

    public int? Status { get; init; }

    /// <summary>What the answer has at a path.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Expect { get; init; } = [];

    /// <summary>Texts that the answer contains to the letter.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];

    /// <summary>Response headers and what they are.</summary>
    public IReadOnlyDictionary<string, string> ExpectHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Names for later steps, and the paths of their values.</summary>
    public IReadOnlyDictionary<string, string> Save { get; init; } = new Dictionary<string, string>();
}
