using System.Globalization;
using System.Text.Json;

namespace TwinBert.Backfill.Planning;

/// <summary>What an index's settings and mapping say that matters to a backfill. Reads flat settings (<c>index.uuid</c>) and nested ones alike.</summary>
internal sealed class IndexDescription(string name, JsonElement settings)
{
    private static readonly string[] Blocks = ["blocks.write", "blocks.read_only", "blocks.read_only_allow_delete", "blocks.read"];

    public string Name => name;

    public string Uuid => Setting("uuid") ?? "";

    /// <summary>The version that it was made by; null where that is not known.</summary>
    public int? Created => int.TryParse(Setting("version.created"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    public int Shards => int.TryParse(Setting("number_of_shards"), NumberStyles.None, CultureInfo.InvariantCulture, out var shards) ? shards : 1;

    public bool HasDefaultPipeline => Setting("default_pipeline") is { } pipeline && pipeline != "_none";

    public bool HasFinalPipeline => Setting("final_pipeline") is { } pipeline && pipeline != "_none";

    /// <summary>That it is closed, and the remedy: an engine notes in the settings that it closed an index, and takes the note away when it opens it.</summary>
    public string? ClosedObstacle => Setting("verified_before_close") == "true"
        ? $"The index '{name}' is closed. Open it first (POST /{name}/_open), or leave it out."
        : null;

    /// <summary>The block that keeps writes out, such as <c>index.blocks.write</c>, and the remedy; null for none.</summary>
    public string? BlockObstacle => Array.Find(Blocks, block => Setting(block) == "true") is { } block
        ? $"The index '{name}' refuses writes (index.{block}). Remove the block first."
        : null;

    /// <summary>Why documents of this index cannot be written back whole, and the remedy; null when they can.</summary>
    /// <param name="mappings">Its mappings; of any other kind where they are not known.</param>
    public string? SourceObstacle(JsonElement mappings) => mappings.ValueKind == JsonValueKind.Object && SourceLoss(mappings) is { } loss
        ? $"The index '{name}' {loss}: writing its documents back would lose what is not kept. Copy it to an index with a full _source."
        : null;

    private static string? SourceLoss(JsonElement mappings)
    {
        if (!mappings.TryGetProperty("_source", out var source) || source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (source.TryGetProperty("enabled", out var enabled) && enabled.ToString().Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return "keeps no _source";
        }

        return source.TryGetProperty("excludes", out _) || source.TryGetProperty("includes", out _) ? "keeps only a part of _source" : null;
    }

    private string? Setting(string path)
    {
        if (settings.TryGetProperty("index." + path, out var flat))
        {
            return flat.ToString();
        }

        var element = settings;
        foreach (var segment in ("index." + path).Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(segment, out element))
            {
                return null;
            }
        }

        return element.ToString();
    }
}
