using BenchmarkDotNet.Attributes;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Benchmarks.Crossing;

/// <summary>
/// One query against a window of 100 documents of 128 components, by each head: the inner size is 256, the query's network has eight units, the learned heads
/// have the similarity prior.
/// </summary>
[MemoryDiagnoser]
public class CrossingLayerBenchmarks
{
    private const int Documents = 100;
    private const int Dimensions = 128;
    private const int Inner = 256;
    private const int Units = 8;

    private readonly Random _random = new(1);
    private readonly float[] _similarities = new float[Documents];
    private CosineCrossing _cosine = null!;
    private ResidualCrossing _max = null!;
    private ResidualCrossing _concatenate = null!;
    private QueryNetCrossing _queryNet = null!;
    private QueryEmbedding _query;
    private DocumentEmbedding[] _documents = [];

    [GlobalSetup]
    public void Fill()
    {
        _cosine = new(Dimensions);
        _max = new(Dimensions, Residual(Dimensions));
        _concatenate = new(Dimensions, Residual(2 * Dimensions));
        _queryNet = new(Dimensions, QueryNetWeights());
        _query = new(Floats(Dimensions));
        _documents = [.. Enumerable.Range(0, Documents).Select(
            _ => new DocumentEmbedding(Enumerable.Range(0, Dimensions).Select(_ => (sbyte)_random.Next(-127, 128)).ToArray()))];
    }

    [Benchmark(Baseline = true)]
    public void Cosine() => _cosine.Cross(_query, _documents, _similarities);

    [Benchmark]
    public void ResidualMax() => _max.Cross(_query, _documents, _similarities);

    [Benchmark]
    public void ResidualConcatenate() => _concatenate.Cross(_query, _documents, _similarities);

    [Benchmark]
    public void QueryNet() => _queryNet.Cross(_query, _documents, _similarities);

    private ResidualWeights Residual(int joined) => new()
    {
        Inner1Weight = Floats(Inner * joined),
        Inner1Bias = Floats(Inner),
        Inner2Weight = Floats(Inner * joined),
        Inner2Bias = Floats(joined),
        OutputWeight = Floats(joined),
        OutputBias = 0,
        Prior = new(5, -1),
    };

    private QueryNetWeights QueryNetWeights() => new()
    {
        UnitsWeight = Floats(Units * Dimensions * Dimensions),
        UnitsBias = Floats(Units * Dimensions),
        OffsetsWeight = Floats(Units * Dimensions),
        OffsetsBias = Floats(Units),
        GatesWeight = Floats(Units * Dimensions),
        GatesBias = Floats(Units),
        BaseWeight = Floats(Dimensions),
        BaseBias = 0,
        Prior = new(5, -1),
    };

    private float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.1f * ((float)_random.NextDouble() - 0.5f))];
}
