using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Which indices are backfilled, and which are refused before anything is changed.</summary>
public sealed class BackfillPlanTests(RealEngines engines)
{
    private static readonly string Model = HashEncoder.TestFingerprint.Value;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task PlanAsync_MappingOfAnotherLength_IsRefusedAndNothingChanges(EngineKind kind)
    {
        var vector = kind == EngineKind.OpenSearch2
            ? """{"type":"knn_vector","data_type":"byte","dimension":64}"""
            : """{"type":"dense_vector","element_type":"byte","dims":64,"index":false}""";
        await using var index = await EngineIndex.CreateAsync(
            engines,
            kind,
            "{\"mappings\":{\"properties\":{\"twinbert\":{\"properties\":{\"embedding\":" + vector + "}}}}}");
        await index.PutAsync("1", """{"title":"one"}""");
        var mapping = await index.GetAsync("_mapping");
        using var bench = new BackfillBench(index);

        var plan = await bench.PlanAsync();

        Assert.Contains(kind == EngineKind.OpenSearch2 ? "knn_vector, expected" : "of 64 byte, expected", Assert.Single(plan.Errors), StringComparison.Ordinal);
        Assert.Contains("another EmbeddingField", plan.Errors[0], StringComparison.Ordinal);
        Assert.Equal(mapping, await index.GetAsync("_mapping"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_LimitOfFieldsReached_MakesRoomForItsOwnOnly(EngineKind kind)
    {
        const string Full = """{"settings":{"index.mapping.total_fields.limit":2},"mappings":{"properties":{"title":{"type":"text"},"n":{"type":"long"}}}}""";
        await using var index = await EngineIndex.CreateAsync(engines, kind, Full);
        await index.PutAsync("1", """{"title":"one"}""");
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();

        Assert.Equal(1, report.Coverage!.Current);
        Assert.Contains("\"limit\":\"5\"", await index.GetAsync("_settings"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task PlanAsync_Closed_IsRefused(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.SendAsync(HttpMethod.Post, "_close");
        using var bench = new BackfillBench(index);

        Assert.Contains("is closed", Assert.Single((await bench.PlanAsync()).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task PlanAsync_NoSuchIndex_IsAnError(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, body: null);
        using var bench = new BackfillBench(index);

        Assert.Contains($"no index '{index.Name}'", Assert.Single((await bench.PlanAsync()).Errors), StringComparison.Ordinal);
        Assert.Contains("No index matches", Assert.Single((await bench.PlanAsync(index.Name + "*")).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task PlanAsync_WriteBlocked_IsRefused(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.SendAsync(HttpMethod.Put, "_settings", """{"index.blocks.write":true}""");
        using var bench = new BackfillBench(index);

        Assert.Contains("index.blocks.write", Assert.Single((await bench.PlanAsync()).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task PlanAsync_SourceNotKept_IsRefused(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, """{"mappings":{"_source":{"excludes":["secret"]}}}""");
        using var bench = new BackfillBench(index);

        Assert.Contains("keeps only a part of _source", Assert.Single((await bench.PlanAsync()).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_StrictMapping_TakesTheEmbeddings(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(
            engines,
            kind,
            """{"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"},"text":{"type":"text"},"price":{"type":"double"}}}}""");
        await index.LoadAsync(BackfillTests.Documents(20));
        using var bench = new BackfillBench(index);

        var report = await bench.RunAsync();

        Assert.Equal((20, 0), (report.Counters.Embedded, report.Counters.Lost));
        Assert.Equal(20, await index.EmbeddedAsync(Model));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_AliasOfTwoIndices_BackfillsBoth(EngineKind kind)
    {
        await using var one = await EngineIndex.CreateAsync(engines, kind);
        await using var two = await EngineIndex.CreateAsync(engines, kind);
        await one.LoadAsync(BackfillTests.Documents(5));
        await two.LoadAsync(BackfillTests.Documents(7));
        var alias = one.Name + "-alias";
        await one.SendAsync(HttpMethod.Post, "/_aliases", $$$"""{"actions":[{"add":{"indices":["{{{one.Name}}}","{{{two.Name}}}"],"alias":"{{{alias}}}"}}]}""");
        using var bench = new BackfillBench(one);

        var report = await bench.RunAllAsync(await bench.PlanAsync(alias, one.Name));

        Assert.True(report.IsComplete);
        Assert.Equal(new[] { one.Name, two.Name }.Order(), report.Indices.Select(index => index.Index).Order());
        Assert.Equal(12, report.Indices.Sum(index => index.Counters.Embedded));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_DataStream_BackfillsItsBackingIndices(EngineKind kind)
    {
        await using var names = await EngineIndex.CreateAsync(engines, kind, body: null);
        var stream = names.Name + "-stream";
        await names.SendAsync(HttpMethod.Put, $"/_index_template/{stream}", $$$"""{"index_patterns":["{{{stream}}}"],"data_stream":{},"priority":900}""");
        await names.SendAsync(HttpMethod.Post, $"/{stream}/_doc?refresh=true", """{"@timestamp":"2030-01-01T00:00:00Z","title":"first"}""");
        await names.SendAsync(HttpMethod.Post, $"/{stream}/_rollover");
        await names.SendAsync(HttpMethod.Post, $"/{stream}/_doc?refresh=true", """{"@timestamp":"2030-01-02T00:00:00Z","title":"second"}""");
        using var bench = new BackfillBench(names);

        var report = await bench.RunAllAsync(await bench.PlanAsync(stream));
        await names.RemoveAsync($"/_data_stream/{stream}");
        await names.RemoveAsync($"/_index_template/{stream}");

        Assert.True(report.IsComplete, report.Indices[0].Failure);
        Assert.Equal(2, report.Indices.Count);
        Assert.Equal(2, report.Indices.Sum(index => index.Coverage!.Current));
    }
}
