using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Tests.Fixtures;

namespace TwinBert.Sidecar.Tests.Failing;

/// <summary>A crossing layer that fails in a test's way, but for the warm-up.</summary>
internal sealed class FailingCrossing(Action<float[]> fail) : ICrossingLayer
{
    private readonly DotCrossing _inner = new(16);
    private int _calls;

    public string Name => _inner.Name;

    public int Dimensions => _inner.Dimensions;

    public void Cross(QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, Span<float> similarities)
    {
        var own = new float[similarities.Length];
        _inner.Cross(query, documents, own);
        if (Interlocked.Increment(ref _calls) > 1)
        {
            fail(own);
        }

        own.CopyTo(similarities);
    }
}
