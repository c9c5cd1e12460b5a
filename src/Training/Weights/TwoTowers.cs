using TwinBert.Model.Weights;

namespace TwinBert.Training.Weights;

/// <summary>The towers of two runs as one twin that shares nothing: every tensor bears its side before its name.</summary>
/// <param name="query">The query tower's run.</param>
/// <param name="document">The document tower's.</param>
internal sealed class TwoTowers(IWeightSource query, IWeightSource document) : IWeightSource
{
    private const string Query = "query.";
    private const string Document = "document.";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } = [.. query.Names.Select(name => Query + name), .. document.Names.Select(name => Document + name)];

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape) => name.StartsWith(Query, StringComparison.Ordinal)
        ? query.Read(name[Query.Length..], shape)
        : document.Read(name.StartsWith(Document, StringComparison.Ordinal) ? name[Document.Length..] : name, shape);
}
