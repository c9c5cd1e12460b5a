using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using TwinBert.Search.Dialects;
using TwinBert.Search.Responses;

namespace TwinBert.Benchmarks.Pages;

/// <summary>
/// An engine's answer to a page in another order: ours beside <see cref="Utf8JsonReader"/>, which only goes over the tokens and takes the vectors' numbers, and
/// beside <see cref="JsonDocument"/> and <see cref="Utf8JsonWriter"/>, which write every token anew.
/// </summary>
[MemoryDiagnoser]
public class PageBenchmarks
{
    private const int PageSize = 10;

    // So many that a processor cannot learn their digits by heart.
    private const int Answers = 20;
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private EnginePage[] _pages = [];
    private SearchResponse _response = null!;
    private int _turn;
    private sbyte[] _vector = [];

    /// <summary>The engine.</summary>
    [Params(EngineFamily.Elasticsearch, EngineFamily.OpenSearch)]
    public EngineFamily Family { get; set; }

    /// <summary>The hits of the window.</summary>
    [Params(100)]
    public int Hits { get; set; }

    /// <summary>The components of a vector.</summary>
    [Params(128)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _pages = [.. Enumerable.Range(0, Answers).Select(seed => new EnginePage(Family, Hits, Dimensions, seed))];
        _response = Read();
        _vector = new sbyte[Dimensions];
        if (_response.Hits.Count != Hits || _response.Hits[^1].Vector.Length != Dimensions || ReadWithUtf8JsonReader() < Hits)
        {
            throw new InvalidOperationException("The page was not read.");
        }
    }

    [Benchmark(Baseline = true)]
    public SearchResponse Read() => Read(NextPage());

    [Benchmark]
    public int ReadWithUtf8JsonReader()
    {
        var reader = new Utf8JsonReader(NextPage().Json);
        var (tokens, component) = (0, 0);
        while (reader.Read())
        {
            tokens++;
            if (reader.TokenType == JsonTokenType.Number && reader.CurrentDepth == 7)
            {
                _vector[component++ % Dimensions] = reader.GetSByte();
            }
        }

        return tokens;
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        SearchResponseWriter.WritePage(_output, _response, new(0, PageSize), _pages[0].Order, 3);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int ReadAndWrite()
    {
        _output.ResetWrittenCount();
        var page = NextPage();
        SearchResponseWriter.WritePage(_output, Read(page), new(0, PageSize), page.Order, 3);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int ReadAndWriteWithJsonDocument()
    {
        _output.ResetWrittenCount();
        var page = NextPage();
        using var document = JsonDocument.Parse(page.Json);
        using var writer = new Utf8JsonWriter(_output);
        var hits = document.RootElement.GetProperty("hits").GetProperty("hits");
        writer.WriteStartArray();
        for (var place = 0; place < PageSize; place++)
        {
            writer.WriteStartObject();
            foreach (var member in hits[page.Order.Ranks.Span[place]].EnumerateObject().Where(member => !member.NameEquals("fields")))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return _output.WrittenCount;
    }

    private static SearchResponse Read(EnginePage page) =>
        SearchResponse.TryRead(page.Json, page.Widened, page.Options, out var response) ? response : throw new InvalidOperationException();

    private EnginePage NextPage() => _pages[_turn++ % Answers];
}
