using BenchmarkDotNet.Attributes;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Benchmarks.Crossing;

/// <summary>One query against a window of documents.</summary>
[MemoryDiagnoser]
public class CosineCrossingBenchmarks
{
    private CosineCrossing _crossing = null!;
    private QueryEmbedding _query;
    private DocumentEmbedding[] _documents = [];
    private float[] _similarities = [];

    /// <summary>The documents of the window.</summary>
    [Params(100, 1000)]
    public int Documents { get; set; }

    /// <summary>The components of a vector.</summary>
    [Params(128, 384)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _crossing = new(Dimensions);
        _query = new(Enumerable.Range(0, Dimensions).Select(_ => (float)random.NextDouble() - 0.5f).ToArray());
        _documents = [.. Enumerable.Range(0, Documents).Select(
            _ => new DocumentEmbedding(Enumerable.Range(0, Dimensions).Select(_ => (sbyte)random.Next(-127, 128)).ToArray()))];
        _similarities = new float[Documents];
    }

    [Benchmark]
    public void Cross() => _crossing.Cross(_query, _documents, _similarities);
}
