using System.Text.Json;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Nothing of a document changes but that it has its embedding.</summary>
public sealed class BackfillBytesTests(RealEngines engines)
{
    private const string Odd = """{ "title" : "x\u00e9\/y", "n":1e3,  "z":1.10, "o":{"big":12345678901234567890123,"l": 9007199254740993, "f":0.1000000000000000055511151231257827 }, "list":[1, 2,null] }""";
    private const string Lenient = """{"settings":{"number_of_shards":2},"mappings":{"properties":{"o":{"type":"object","enabled":false}}}}""";

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_OddSource_KeepsEveryByte(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, Lenient);
        await index.PutAsync("1", Odd);
        using var bench = new BackfillBench(index);

        await bench.RunAsync();

        Assert.Equal(Odd, Without(await index.SourceAsync("1")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_SourceOfSeveralLines_KeepsEveryByte(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, Lenient);
        var source = "{\n  \"title\": \"one\",\r\n\t\"n\": 1e3\n}";
        await index.PutAsync("a%2Fb%20c", source);
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();

        Assert.Equal(1, report.Counters.Embedded);
        Assert.Equal(source, Without(await index.SourceAsync("a%2Fb%20c")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_Routing_IsKept(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, """{"settings":{"number_of_shards":3}}""");
        await index.PutAsync("1", """{"title":"routed"}""", "&routing=shop%201");
        await index.PutAsync("1", """{"title":"the same id elsewhere"}""", "&routing=shop%207");
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();

        Assert.Equal((0, 0), (report.Counters.Lost, report.Counters.Conflicts));
        Assert.Equal(report.Counters.Scanned, await index.CountAsync());
        Assert.Contains(HashEncoder.TestFingerprint.Value, await index.SourceAsync("1", "&routing=shop%201"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_OtherVectorsInTheDocument_AreKept(EngineKind kind)
    {
        var vector = kind == EngineKind.OpenSearch2 ? """{"type":"knn_vector","dimension":3}""" : """{"type":"dense_vector","dims":3}""";
        await using var index = await EngineIndex.CreateAsync(engines, kind, "{\"mappings\":{\"properties\":{\"mine\":" + vector + "}}}");
        await index.PutAsync("1", """{"title":"has its own vector","mine":[0.5, 1e0, 2.50]}""");

        // Elasticsearch 9 keeps indexed vectors apart and prints the source anew; what it prints is what has to stay.
        var before = await index.SourceAsync("1");
        using var bench = new BackfillBench(index);

        await bench.RunAsync();

        Assert.Contains("2.5", before, StringComparison.Ordinal);
        Assert.Equal(before, Without(await index.SourceAsync("1")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_NestedAndDottedTextFields_AreFound(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.PutAsync("1", """{"meta":{"name":"nested"}}""");
        await index.PutAsync("2", """{"meta.name":"dotted"}""");
        await index.PutAsync("3", """{"meta":[{"name":"listed"},{"name":"twice"}]}""");
        await index.PutAsync("4", """{"other":"no text"}""");
        using var bench = new BackfillBench(index) { TextFields = ["meta.name"] };

        var report = await bench.RunAsync();

        Assert.Equal((3, 1), (report.Counters.Embedded, report.Counters.NoText));
        Assert.Equal(1, report.Coverage!.Missing);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_DefaultPipeline_DoesNotRunAgain(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        await index.SendAsync(HttpMethod.Put, $"/_ingest/pipeline/{index.Name}", """{"processors":[{"append":{"field":"runs","value":"again"}}]}""");
        await index.SendAsync(HttpMethod.Put, "", $$$"""{"settings":{"index.default_pipeline":"{{{index.Name}}}"}}""");
        await index.PutAsync("1", """{"title":"through the pipeline once"}""");
        using var bench = new BackfillBench(index);

        await bench.RunAsync();
        var source = await index.SourceAsync("1");
        await index.SendAsync(HttpMethod.Put, "_settings", """{"index.default_pipeline":"_none"}""");
        await index.SendAsync(HttpMethod.Delete, $"/_ingest/pipeline/{index.Name}");

        using var json = JsonDocument.Parse(source);
        Assert.Equal(1, json.RootElement.GetProperty("runs").GetArrayLength());
        Assert.True(json.RootElement.TryGetProperty("twinbert", out _));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_FinalPipeline_DoesNotRunAgain(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        await index.SendAsync(HttpMethod.Put, $"/_ingest/pipeline/{index.Name}", """{"processors":[{"append":{"field":"runs","value":"again"}}]}""");
        await index.SendAsync(HttpMethod.Put, "", $$$"""{"settings":{"index.final_pipeline":"{{{index.Name}}}"}}""");
        await index.PutAsync("1", """{"title":"through the pipeline once"}""");
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();
        var source = await index.SourceAsync("1");
        await index.SendAsync(HttpMethod.Put, "_settings", """{"index.final_pipeline":"_none"}""");
        await index.SendAsync(HttpMethod.Delete, $"/_ingest/pipeline/{index.Name}");

        Assert.Equal(1, report.Counters.Embedded);
        using var json = JsonDocument.Parse(source);
        Assert.Equal(1, json.RootElement.GetProperty("runs").GetArrayLength());
        Assert.True(json.RootElement.TryGetProperty("twinbert", out _));
    }

    // The embedding object stands last; what is left without it must be what was written.
    private static string Without(string source)
    {
        var start = source.IndexOf(""","twinbert":{""", StringComparison.Ordinal);
        Assert.True(start > 0, source);
        var end = source.IndexOf('}', start);
        return string.Concat(source.AsSpan(0, start), source.AsSpan(end + 1));
    }
}
