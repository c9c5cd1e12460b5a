using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary>An index that is to be mended, as the engine describes it.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Asked">The name that was asked for: its own, or an alias.</param>
/// <param name="Description">The engine's description: aliases, mappings and settings.</param>
internal sealed record RepairIndex(string Name, string Asked, JsonElement Description)
{
    // What an engine writes into the settings of an index itself, and what belongs to the old one only.
    private static readonly string[] OwnSettings =
    [
        "uuid",
        "creation_date",
        "provided_name",
        "version",
        "resize",
        "blocks",
        "history",
        "verified_before_close",
        "default_pipeline",
        "final_pipeline",
    ];

    /// <summary>Its name and aliases.</summary>
    public IEnumerable<string> Names => [Asked, Name, .. Aliases.Select(alias => alias.Name)];

    /// <summary>Its mappings.</summary>
    public JsonElement Mappings => Description.GetProperty("mappings");

    /// <summary>Its aliases.</summary>
    public IEnumerable<JsonProperty> Aliases => Description.GetProperty("aliases").EnumerateObject();

    /// <summary>Its identifier.</summary>
    public string Uuid => Setting("uuid") ?? "";

    /// <summary>Whether it refuses writes.</summary>
    public bool IsBlocked =>
        Description.GetProperty("settings").GetProperty("index").TryGetProperty("blocks", out var blocks)
        && blocks.EnumerateObject().Any(block => block.Value.ToString() == "true");

    /// <summary>Why a copy of it would lose something, whatever is done; <see langword="null"/> when it would not.</summary>
    public string? Loss
    {
        get
        {
            if (Description.TryGetProperty("data_stream", out var stream))
            {
                return $"it is a part of the data stream '{stream}', whose indices cannot be replaced. Roll the stream over: its next index is mapped by "
                    + "the first write through the sidecar";
            }

            return Mappings.TryGetProperty("_source", out var source)
                && source
                    .EnumerateObject()
                    .Any(
                        member => member.Name is "excludes" or "includes" or "mode" || member.Value.ToString().Equals(
                            "false",
                            StringComparison.OrdinalIgnoreCase))
                ? "it does not keep its documents' sources as they were written, so that a copy would be of other documents"
                : null;
        }
    }

    /// <summary>Reads a description. Throws when there is no such index, or more than one by that name.</summary>
    public static async Task<RepairIndex> ReadAsync(IClusterCalls calls, string name, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{Uri.EscapeDataString(name)}"), cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new UnusableInputException($"The index '{name}' cannot be read: {EngineError.Describe(answer)}");
        }

        using var json = JsonDocument.Parse(answer.Body);
        var found = json.RootElement.EnumerateObject().ToArray();
        if (found.Length == 1 && found[0].Name != name)
        {
            // Asked for by an alias, an engine may leave the others out.
            return await ReadAsync(calls, found[0].Name, cancellationToken) with { Asked = name };
        }

        return found.Length == 1
            ? new(name, name, found[0].Value.Clone())
            : throw new UnusableInputException(
                $"'{name}' stands for {found.Length} indices ({string.Join(", ", found.Select(index => index.Name))}). Repair each by its own name.");
    }

    /// <summary>
    /// The body that creates the copy: settings and mappings of the index, with the right embedding object and a mark that says whose copy it is.
    /// </summary>
    /// <param name="embedding">The embedding object's member of <c>properties</c>.</param>
    /// <param name="mark">The mark, under <c>_meta</c>.</param>
    public byte[] CopyBody(string embedding, (string Name, string Value) mark)
    {
        var settings = JsonObject.Create(Description.GetProperty("settings").GetProperty("index"))!;
        Array.ForEach(OwnSettings, name => settings.Remove(name));
        (settings["routing"]?["allocation"] as JsonObject)?.Remove("initial_recovery");
        var mappings = JsonObject.Create(Mappings)!;
        var ours = JsonNode.Parse("{" + embedding + "}")!.AsObject().Single();
        mappings["properties"]![ours.Key] = ours.Value!.DeepClone();
        var meta = mappings["_meta"] as JsonObject ?? [];
        meta[mark.Name] = mark.Value;
        mappings["_meta"] = meta;
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["settings"] = new JsonObject { ["index"] = settings }, ["mappings"] = mappings },
            JsonSerializerOptions.Default);
    }

    /// <summary>The pipelines that the copy gets when it is filled, and the mapping's own <c>_meta</c>.</summary>
    public (byte[] Settings, byte[] Meta) LastBodies()
    {
        var pipelines = new JsonObject { ["index.default_pipeline"] = Setting("default_pipeline"), ["index.final_pipeline"] = Setting("final_pipeline") };
        var meta = Mappings.TryGetProperty("_meta", out var own) ? own : JsonElement.Parse("{}");
        return (
            JsonSerializer.SerializeToUtf8Bytes(pipelines, JsonSerializerOptions.Default),
            JsonSerializer.SerializeToUtf8Bytes(new { _meta = meta }, JsonSerializerOptions.Default));
    }

    /// <summary>The one step that puts the copy in the index's place.</summary>
    public byte[] SwitchBody(string copy)
    {
        var actions = new JsonArray();
        foreach (var alias in Aliases)
        {
            if (Asked != Name)
            {
                actions.Add(Action("remove", new() { ["index"] = Name, ["alias"] = alias.Name }));
            }

            var added = JsonObject.Create(alias.Value)!;
            (added["index"], added["alias"]) = (copy, alias.Name);
            actions.Add(Action("add", added));
        }

        if (Asked == Name)
        {
            actions.Add(Action("remove_index", new() { ["index"] = Name }));
            actions.Add(Action("add", new() { ["index"] = copy, ["alias"] = Name }));
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["actions"] = actions }, JsonSerializerOptions.Default);
    }

    private static JsonObject Action(string name, JsonObject body) => new() { [name] = body };

    private string? Setting(string name) =>
        Description.GetProperty("settings").GetProperty("index").TryGetProperty(name, out var value) ? value.ToString() : null;
}
