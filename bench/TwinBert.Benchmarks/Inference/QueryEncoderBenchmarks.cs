using BenchmarkDotNet.Attributes;
using TwinBert.Inference;
using TwinBert.Inference.Caching;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Benchmarks.Inference;

/// <summary>Text to query embedding with the default package on one thread, by the number of tokens; and the same from the cache.</summary>
[MemoryDiagnoser]
public class QueryEncoderBenchmarks
{
    private OnnxModel _model = null!;
    private readonly QueryCache _cache = new(100);
    private string _text = "";

    /// <summary>Tokens, special tokens included.</summary>
    [Params(8, 16, 32, 64)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public async Task LoadAsync()
    {
        _model = OnnxModel.Load(ModelPackage.Load(Path.Combine(AppContext.BaseDirectory, "models", "twinbert-en-tiny")), new());
        _text = string.Join(' ', Enumerable.Repeat("lamp", Tokens - 2));
        _cache.Keep(_text, await EncodeAsync());
    }

    [GlobalCleanup]
    public void Unload() => _model.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<QueryEmbedding> EncodeAsync() => await _model.QueryEncoder.EncodeAsync(_text, CancellationToken.None);

    [Benchmark]
    public QueryEmbedding? Recall() => _cache.Recall(_text);
}
