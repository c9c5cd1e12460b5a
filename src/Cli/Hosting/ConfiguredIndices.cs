using TwinBert.Backfill.Planning;
using TwinBert.Configuration;

namespace TwinBert.Cli.Hosting;

/// <summary>What the configuration says of an index, for the plan of a backfill or a count.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="packages">Its model packages; those of indices that are asked for are read.</param>
/// <param name="generation">Which of an index's embeddings are meant.</param>
internal sealed class ConfiguredIndices(TwinBertOptions configuration, ModelPackages packages, GenerationChoice generation)
{
    private readonly PatternTable<IndexOptions> _table = new(configuration.Indices);

    /// <summary>The configured names and patterns.</summary>
    public IReadOnlyCollection<string> Names => configuration.Indices.Keys;

    /// <summary>The fields and the model of an index, alias or data stream by its name; <see langword="null"/> for one that is not configured.</summary>
    public IndexFields? FieldsOf(string name) => _table.Find(name) is { } found && generation.Of(found, packages.NameOf) is var index
        ? new(index.TextFields, new(index.EmbeddingField), ModelOf(index)) { AsNumbers = index.SpellsNumbers() }
        : null;

    private IndexModel ModelOf(IndexOptions index)
    {
        var package = packages.Of(index);
        return new(packages.NameOf(index), package.Fingerprint, package.Dimensions);
    }
}
