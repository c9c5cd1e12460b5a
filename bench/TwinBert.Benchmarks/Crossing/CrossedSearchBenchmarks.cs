using BenchmarkDotNet.Attributes;
using TwinBert.Benchmarks.Pages;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;

namespace TwinBert.Benchmarks.Crossing;

/// <summary>Writing a search that the engine crosses itself, beside one that asks for a window: each from the client's bytes.</summary>
[MemoryDiagnoser]
public class CrossedSearchBenchmarks
{
    private const int Dimensions = 128;
    private const int Units = 8;
    private const int Window = 100;
    private const float Typical = 0.2f;
    private readonly Random _random = new(1);
    private EngineScript _cosine = null!;
    private EngineScript _queryNet = null!;
    private SearchDialect _dialect = null!;
    private CrossingScript _script;
    private QueryEmbedding _query;

    /// <summary>The engine.</summary>
    [Params(EngineFamily.Elasticsearch, EngineFamily.OpenSearch)]
    public EngineFamily Family { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _dialect = SearchDialect.For(Family);
        _query = new(Floats(Dimensions));
        _cosine = EngineScript.For(new CosineCrossing(Dimensions), new("0123456789ab"), Typical, Family, EnginePage.Field)!;
        _queryNet = EngineScript.For(new QueryNetCrossing(Dimensions, QueryNet()), new("0123456789ab"), Typical, Family, EnginePage.Field)!;
        _script = CosineScript();
    }

    [Benchmark(Baseline = true)]
    public WidenedSearch Widen() =>
        SearchRequestRewriter.Widen(SearchRequestReader.Read("", EnginePage.Body, new() { Window = Window, Field = EnginePage.Field }).Request!, _dialect);

    [Benchmark]
    public CrossingScript CosineScript() => _cosine.Write(_query, 1.5);

    [Benchmark]
    public CrossingScript QueryNetScript() => _queryNet.Write(_query, 1.5);

    [Benchmark]
    public CrossedSearch Wrap() => CrossedSearchWriter.Wrap(Shape(), _script, _dialect);

    [Benchmark]
    public CrossedSearch Rescore() => CrossedSearchWriter.Rescore(Shape(), _script, Window, _dialect);

    private static SearchShape Shape() => SearchShapeReader.Read("", EnginePage.Body, new() { Window = Window, Field = EnginePage.Field });

    private QueryNetWeights QueryNet() => new()
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
