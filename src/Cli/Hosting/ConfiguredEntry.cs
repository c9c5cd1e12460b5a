using TwinBert.Configuration;

namespace TwinBert.Cli.Hosting;

/// <summary>An entry of <c>Indices</c>.</summary>
/// <param name="Name">Its name or pattern.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record ConfiguredEntry(string Name, IndexOptions Settings)
{
    /// <summary>The entry of an index, by a name of the index or of the entry; <see langword="null"/> for none.</summary>
    /// <param name="index">The name.</param>
    /// <param name="options">The configuration.</param>
    public static ConfiguredEntry? Find(string index, TwinBertOptions options) =>
        new PatternTable<ConfiguredEntry>(options.Indices.ToDictionary(entry => entry.Key, entry => new ConfiguredEntry(entry.Key, entry.Value))).Find(index);
}
