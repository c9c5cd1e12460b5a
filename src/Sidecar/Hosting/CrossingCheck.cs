using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.Dialects;

namespace TwinBert.Sidecar.Hosting;

/// <summary>Checks that models have the crossing layers that indices name.</summary>
internal static class CrossingCheck
{
    /// <summary>Checks every index.</summary>
    /// <param name="indices">The configuration's entries.</param>
    /// <param name="modelOf">The model of an entry.</param>
    /// <exception cref="SidecarStartException">An entry names a layer that its model does not have; the message names every such entry.</exception>
    public static void Run(IReadOnlyDictionary<string, IndexOptions> indices, Func<IndexOptions, ServedModel> modelOf)
    {
        var generations = indices
            .SelectMany(entry => new (string Entry, string Path, IndexOptions Index)[]
            {
                (entry.Key, $"Indices:{entry.Key}", entry.Value), (entry.Key, $"Indices:{entry.Key}:Next", entry.Value.WithNext()!),
            })
            .Where(generation => generation.Index is not null)
            .ToArray();
        var problems = generations
            .Where(entry => modelOf(entry.Index).FindHead(entry.Index.Crossing) is null)
            .GroupBy(entry => modelOf(entry.Index), entry => $"{entry.Path}:Crossing is '{entry.Index.Crossing}'")
            .Select(entries => $"{string.Join("; ", entries)}, and the model package has: {Heads(entries.Key)}.")
            .ToList();
        if (generations.FirstOrDefault(entry => HasNoScript(entry.Index, modelOf(entry.Index))).Entry is { } unscripted)
        {
            throw new SidecarStartException(
                $"Indices:{unscripted}:Plan has no effect: no engine runs the crossing layer that the index has. Leave Plan out, or name another Crossing.");
        }

        if (problems.Count > 0)
        {
            throw new SidecarStartException(
                $"{string.Join(' ', problems)} Name one of these, leave it out for the package's first, or name another package with Model.");
        }
    }

    private static bool HasNoScript(IndexOptions index, ServedModel model) =>
        index.Plan is "wrap" or "rescore"
        && model.FindHead(index.Crossing) is { } head
        && EngineScript.For(head.Layer, model.Fingerprint, head.TypicalSimilarity, EngineFamily.Elasticsearch, new(index.EmbeddingField)) is null;

    private static string Heads(ServedModel model) => string.Join(", ", model.Heads.Select(head => head.Layer.Name));
}
