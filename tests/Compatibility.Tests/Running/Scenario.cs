using System.Text.Json.Nodes;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>One file of <c>scenarios</c>: requests and what every engine answers to them.</summary>
/// <param name="Name">The file's path below <c>scenarios</c>, without its extension.</param>
/// <param name="Engines">The engines that it is true of; empty for all.</param>
/// <param name="Steps">The requests, in order.</param>
public sealed record Scenario(string Name, IReadOnlyList<string> Engines, IReadOnlyList<ScenarioStep> Steps)
{
    /// <summary>Rows of <c>docs/search-support.md</c> that it is the proof of.</summary>
    public IReadOnlyList<string> Proves { get; init; } = [];

    /// <summary>The text fields with which a sidecar knows the scenario's indices; empty where no sidecar is to know them.</summary>
    public IReadOnlyList<string> TextFields { get; init; } = [];

    /// <summary>Where that sidecar looks for the text of searches first.</summary>
    public IReadOnlyList<string> QueryTextPaths { get; init; } = [];

    /// <summary>How many hits that sidecar reranks.</summary>
    public int Window { get; init; } = 10;

    /// <summary>What its indices' names begin with.</summary>
    public string Prefix => "compat-" + Name.Replace('/', '-') + "-";

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

    /// <summary>The body's bytes where they are no text, or null.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>Why this step's body is not compared with the engine's: it differs from one run to the next, or the difference is documented.</summary>
    public string? Differs { get; init; }

    /// <summary>The engines on which that is so; empty for all.</summary>
    public IReadOnlyList<string> DiffersOn { get; init; } = [];

    /// <summary>Whether this step's body is compared on an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="plan">How a sidecar reranks; <see langword="null"/> for one that does not.</param>
    public bool IsComparedOn(string engine, string? plan) =>
        !(plan == ServerWithSidecars.Crossing && CrossedDiffers is not null) && (Differs is null || (DiffersOn.Count > 0 && !DiffersOn.Contains(engine)));

    public bool IsNdjson { get; init; }

    public int? Status { get; init; }

    /// <summary>What the answer has at a path.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Expect { get; init; } = [];

    /// <summary>Texts that the answer contains to the letter.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];

    /// <summary>Response headers and what they are.</summary>
    public IReadOnlyDictionary<string, string> ExpectHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The beginning of the verdict of a sidecar that knows the index, up to a semicolon; <see langword="null"/> where the answer is to be the engine's,
    /// whatever the verdict.
    /// </summary>
    public string? Verdict { get; init; }

    /// <summary>The same of a sidecar that lets the engine cross, where it says something else.</summary>
    public string? Crossed { get; init; }

    /// <summary>Why this step's body is not compared with the engine's where the engine crosses.</summary>
    public string? CrossedDiffers { get; init; }

    /// <summary>The text that the sidecar has reranked by: the answer is the same when the client gives it.</summary>
    public string? QueryText { get; init; }

    /// <summary>The beginning of the verdict.</summary>
    /// <param name="plan">How the sidecar reranks.</param>
    public string? VerdictOf(string plan) => plan != ServerWithSidecars.Crossing ? Verdict
        : Crossed ?? Verdict?.Split("; window=")[0];

    /// <summary>Whether the sidecar is to put the hits in another order.</summary>
    /// <param name="plan">How it reranks; <see langword="null"/> for one that does not.</param>
    public bool IsReranked(string? plan) => plan is not null && VerdictOf(plan)?.StartsWith("reranked", StringComparison.Ordinal) == true;

    /// <summary>What a reranked answer has at a path, in place of <see cref="Expect"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Reranked { get; init; } = [];

    /// <summary>Names for later steps, and the paths of their values.</summary>
    public IReadOnlyDictionary<string, string> Save { get; init; } = new Dictionary<string, string>();
}
