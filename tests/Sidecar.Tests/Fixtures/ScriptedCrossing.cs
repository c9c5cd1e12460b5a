using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A crossing layer that does what a test says, from the moment that it says so: what the sidecar rehearses before it serves goes well.</summary>
internal sealed class ScriptedCrossing(Action<float[]> script) : ICrossingLayer
{
    private readonly DotCrossing _inner = new(16);

    /// <summary>Whether the script has begun.</summary>
    public bool HasBegun { get; set; }

    public string Name => _inner.Name;

    public int Dimensions => _inner.Dimensions;

    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        var own = new float[similarities.Length];
        _inner.Cross(query, documents, own);
        if (HasBegun)
        {
            script(own);
        }

        own.CopyTo(similarities);
    }
}
