using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Planning;

/// <summary>
/// The alias that a run puts on an index and writes through. It goes with the index: whatever is made anew under the index's name does not have it. It
/// also says who runs, and since when nobody has heard of them: its search routing, which nothing else uses, holds a <see cref="RunSign"/>.
/// </summary>
internal static class RunAlias
{
    /// <summary>What the names of all such aliases begin with.</summary>
    public const string Prefix = "twinbert-run-";

    /// <summary>
    /// The alias of one index in one run. It has nothing of the index's name in it, so that no role whose pattern covers one covers the other by accident.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="index">The index.</param>
    /// <param name="embedding">The embedding object that the run fills.</param>
    public static string NameOf(string run, string index, EmbeddingField embedding) =>
        $"{Prefix}{run}-{Hash(index)}{(embedding.Mark is { } mark ? "-" + Hash(mark) : "")}";

    /// <summary>
    /// Whether the runs of two aliases of an index fill the same embedding object. Those that do not are not in each other's way.
    /// </summary>
    /// <param name="alias">The name of one.</param>
    /// <param name="other">The name of the other.</param>
    public static bool FillTheSame(string alias, string other) => ObjectOf(alias) == ObjectOf(other);

    /// <summary>Whether an alias is one of a run.</summary>
    /// <param name="alias">The alias's name.</param>
    public static bool IsOne(string alias) => alias.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The action that puts the alias on an index. Hidden: no pattern of an application finds it.</summary>
    public static object Add(string index, string alias, string sign) => new { add = new { index, alias, is_hidden = true, search_routing = sign } };

    /// <summary>The action that takes it away, and fails the whole request where it is not there.</summary>
    public static object Remove(string index, string alias) => new { remove = new { index, alias, must_exist = true } };

    /// <summary>The last sign of life in an alias; null when it has none that can be read.</summary>
    /// <param name="alias">What the engine says of the alias.</param>
    public static RunSign? Read(JsonElement alias) =>
        alias.ValueKind == JsonValueKind.Object && alias.TryGetProperty("search_routing", out var value) ? RunSign.Parse(value.GetString() ?? "") : null;

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];

    // Nothing for the object without a mark.
    private static string ObjectOf(string alias) => alias[Prefix.Length..].Split('-') is [_, _, var named] ? named : "";
}
