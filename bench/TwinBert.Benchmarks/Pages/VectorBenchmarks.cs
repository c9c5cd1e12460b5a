using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using TwinBert.Search.Dialects;
using TwinBert.Search.Json;

namespace TwinBert.Benchmarks.Pages;

/// <summary>The vectors of a window, as Elasticsearch gives them: our cursor beside <see cref="Utf8JsonReader"/>.</summary>
[MemoryDiagnoser]
public class VectorBenchmarks
{
    // So many that a processor cannot learn their digits by heart.
    private const int Windows = 40;
    private byte[][][] _windows = [];
    private int _turn;
    private sbyte[] _vector = [];

    /// <summary>The vectors of the window.</summary>
    [Params(100)]
    public int Hits { get; set; }

    /// <summary>The components of a vector.</summary>
    [Params(128, 384)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var page = new EnginePage(EngineFamily.Elasticsearch, hits: 1, dimensions: 1, seed: 1);
        _windows = [.. Enumerable.Range(0, Windows).Select(_ => Enumerable.Range(0, Hits).Select(_ => Array(page)).ToArray())];
        _vector = new sbyte[Dimensions];
    }

    [Benchmark(Baseline = true)]
    public int WithCursor()
    {
        var sum = 0;
        foreach (var array in NextWindow())
        {
            var cursor = new JsonCursor(array);
            sum += cursor.TryReadSignedBytes(_vector) ? _vector[0] : throw new InvalidOperationException();
        }

        return sum;
    }

    [Benchmark]
    public int WithUtf8JsonReader()
    {
        var sum = 0;
        foreach (var array in NextWindow())
        {
            var reader = new Utf8JsonReader(array.AsSpan()[..^1]);
            reader.Read();
            foreach (ref var component in _vector.AsSpan())
            {
                reader.Read();
                component = reader.GetSByte();
            }

            sum += _vector[0];
        }

        return sum;
    }

    private byte[] Array(EnginePage page) => Encoding.UTF8.GetBytes("[" + string.Join(',', page.Components(Dimensions)) + "]}");

    private byte[][] NextWindow() => _windows[_turn++ % Windows];
}
