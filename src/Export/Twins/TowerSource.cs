using TwinBert.Export.Bert;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Twins;

/// <summary>
/// One tower's weights of a twin, under the names of a single encoder. What the towers do not share bears the side before its name: pooler and downscale where
/// the trunk is shared, every tensor where nothing is.
/// </summary>
internal sealed class TowerSource : IWeightSource
{
    /// <summary>What stands before the names of the query tower's own tensors.</summary>
    public const string QueryPrefix = "query.";

    /// <summary>What stands before the names of the document tower's own tensors.</summary>
    public const string DocumentPrefix = "document.";

    private readonly IWeightSource _twin;
    private readonly string _trunkPrefix;
    private readonly string _headPrefix;

    /// <summary>Takes one side of a twin.</summary>
    /// <param name="twin">All of its weights.</param>
    /// <param name="prefix"><see cref="QueryPrefix"/> or <see cref="DocumentPrefix"/>.</param>
    public TowerSource(IWeightSource twin, string prefix)
    {
        _twin = twin;
        _trunkPrefix = twin.Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal) && !IsHead(name[prefix.Length..])) ? prefix : "";
        _headPrefix = prefix;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => [.. _twin.Names.Select(Strip)];

    /// <summary>Whether the towers of a twin differ at all.</summary>
    public static bool AreSeparate(IWeightSource twin) =>
        twin.Names.Any(name => name.StartsWith(QueryPrefix, StringComparison.Ordinal) || name.StartsWith(DocumentPrefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => _twin.Read((IsHead(name) ? _headPrefix : _trunkPrefix) + name, shape);

    private static bool IsHead(string name) =>
        name.StartsWith(EncoderHead.PoolerName + ".", StringComparison.Ordinal) || name.StartsWith(EncoderHead.DownscaleName + ".", StringComparison.Ordinal);

    private string Strip(string name) => name.StartsWith(_headPrefix, StringComparison.Ordinal) ? name[_headPrefix.Length..] : name;
}
