using TwinBert.Model.Crossing;

namespace TwinBert.Model.Packaging;

/// <summary>Makes the crossing layers that a manifest lists.</summary>
internal static class PackageCrossings
{
    /// <summary>Notes all that is wrong; the layers, in the manifest's order, are usable only if nothing is.</summary>
    public static OrderedDictionary<string, ICrossingLayer> Load(string folder, ModelManifest manifest, List<string> errors)
    {
        if (manifest.Crossing is [])
        {
            Wrong("crossing lists no layer");
        }

        foreach (var name in manifest.Crossing.Except(CrossingFile.Layers))
        {
            Wrong($"crossing lists '{name}', not one of: {string.Join(", ", CrossingFile.Layers)}");
        }

        foreach (var repeated in manifest.Crossing.CountBy(name => name).Where(entry => entry.Value > 1))
        {
            Wrong($"crossing lists '{repeated.Key}' more than once");
        }

        foreach (var name in (manifest.Blend.TypicalByCrossing?.Keys ?? []).Except(manifest.Crossing))
        {
            Wrong($"blend.typical_by_crossing has '{name}', which crossing does not list");
        }

        return CrossingFile.Load(folder, [.. manifest.Crossing.Intersect(CrossingFile.Layers)], manifest.Embedding.Dimensions, errors);

        void Wrong(string problem) => errors.Add($"{ModelManifest.FileName}: {problem}");
    }
}
