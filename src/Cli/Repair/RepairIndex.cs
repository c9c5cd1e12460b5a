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
    private const string Mark = "twinbert_repair";

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

            return KeepsNoSource
                ? "it does not keep its documents' sources as they were written, so that a copy would be of other documents"
                : null;
        }
    }

    private bool KeepsNoSource =>
        (Mappings.TryGetProperty("_source", out var source)
            && source.EnumerateObject().Any(
                member => member.Name is "excludes" or "includes" or "mode" || member.Value.ToString().Equals("false", StringComparison.OrdinalIgnoreCase)))
        || Setting("mapping", "source", "mode") is "synthetic" or "disabled"
        || Setting("mode") is "logsdb" or "time_series";

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

    /// <summary>The mark of a copy; empty where there is none.</summary>
    public static string MarkOf(JsonElement mappings) =>
        mappings.TryGetProperty("_meta", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty(Mark, out var value)
            ? value.ToString()
            : "";

    /// <summary>
    /// The body that creates the copy: settings and mappings of the index, with the right embedding object, a mark that says whose copy it is, and no
    /// pipelines, which the documents went through already.
    /// </summary>
    /// <param name="field">The embedding object's name.</param>
    /// <param name="embedding">Its member of <c>properties</c>; <see langword="null"/> to leave it out.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="alias">An alias of the copy, hidden from patterns.</param>
    public byte[] CopyBody(string field, string? embedding, string mark, string alias)
    {
        var settings = JsonObject.Create(Description.GetProperty("settings").GetProperty("index"))!;
        Array.ForEach(OwnSettings, name => settings.Remove(name));
        (settings["routing"]?["allocation"] as JsonObject)?.Remove("initial_recovery");

        // A template must not bring others either.
        (settings["default_pipeline"], settings["final_pipeline"]) = ("_none", "_none");
        var mappings = JsonObject.Create(Mappings)!;
        var properties = mappings["properties"]!.AsObject();
        properties.Remove(field);
        if (embedding is not null)
        {
            properties[field] = JsonNode.Parse("{" + embedding + "}")![field]!.DeepClone();
        }

        mappings["_meta"] = Meta(mark);
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["settings"] = new JsonObject { ["index"] = settings },
                ["mappings"] = mappings,
                ["aliases"] = new JsonObject { [alias] = new JsonObject { ["is_hidden"] = true } },
            },
            JsonSerializerOptions.Default);
    }

    /// <summary>The body that changes the copy's mark.</summary>
    public byte[] MarkBody(string mark) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["_meta"] = Meta(mark) }, JsonSerializerOptions.Default);

    /// <summary>The body that takes a mark off the index's own mapping; <see langword="null"/> where it has none.</summary>
    public byte[]? WithoutMark() => MarkOf(Mappings).Length == 0 ? null : MetaBody(Meta(null));

    /// <summary>The pipelines that the copy gets when it is filled, and the mapping's own <c>_meta</c>.</summary>
    public (byte[] Settings, byte[] Meta) LastBodies()
    {
        var pipelines = new JsonObject { ["index.default_pipeline"] = Setting("default_pipeline"), ["index.final_pipeline"] = Setting("final_pipeline") };
        return (JsonSerializer.SerializeToUtf8Bytes(pipelines, JsonSerializerOptions.Default), MetaBody(Meta(null)));
    }

    private static byte[] MetaBody(JsonObject meta) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["_meta"] = meta }, JsonSerializerOptions.Default);

    private JsonObject Meta(string? mark)
    {
        var meta = Mappings.TryGetProperty("_meta", out var own) ? JsonObject.Create(own)! : [];
        meta.Remove(Mark);
        if (mark is not null)
        {
            meta[Mark] = mark;
        }

        return meta;
    }

    /// <summary>The one step that puts the copy in the index's place.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="written">The alias that it was written through.</param>
    public byte[] SwitchBody(string copy, string written)
    {
        var actions = new JsonArray(Action("remove", new() { ["index"] = copy, ["alias"] = written }));
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

    private string? Setting(params ReadOnlySpan<string> path)
    {
        var value = Description.GetProperty("settings").GetProperty("index");
        foreach (var name in path)
        {
            value = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;
        }

        return value.ValueKind == JsonValueKind.Undefined ? null : value.ToString();
    }
}
