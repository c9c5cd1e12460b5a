using System.Net;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class MappingTests
{
    private const string Drill = """{"title":"a drill"}""";
    private static readonly string WithEmbedding = Embedded.In(Drill, "a drill");

    [Fact]
    public async Task Write_ToAnIndexWithoutTheField_MapsItFirst()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = ScriptedIndex.Unmapped;

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill, "application/json", ("Authorization", "ApiKey me"));

        Assert.Equal(["GET", "GET", "LIMIT", "PUT"], index.Calls);
        Assert.Equal(WithEmbedding, index.Written);
        Assert.All(index.Sidecar.Upstream.Seen, seen => Assert.Equal("ApiKey me", seen.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("\"dynamic\":\"false\",", "", "GET")]
    [InlineData("\"dynamic\":false,", "", "GET")]
    [InlineData("\"dynamic\":\"false\",", ",\"text_hash\":{\"type\":\"keyword\",\"index\":false}", "GET")]
    [InlineData("", ",\"text_hash\":{\"type\":\"keyword\",\"index\":false}", "GET")]
    [InlineData("", "", "GET,GET,PUT")]
    [InlineData("\"dynamic\":\"strict\",", "", "GET,GET,PUT")]
    public async Task Write_ToAnIndexWithOrWithoutTheHash_MapsItAnewOnlyWhereTheHashHasNoPlace(string dynamic, string hash, string calls)
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = $$$"""{"products":{"mappings":{"properties":{"twinbert":{ {{{dynamic}}}"properties":{"embedding":{"type":"dense_vector","element_type":"byte","dims":{{{ScriptedIndex.Dimensions}}},"index":false},"model":{"type":"keyword"}{{{hash}}} } } } } } }""";

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(calls, string.Join(',', index.Calls));
        Assert.Equal(WithEmbedding, index.Written);
    }

    [Theory]
    [InlineData("", VectorSpelling.Numbers)]
    [InlineData("\"version\":{\"created\":\"8503000\"},", VectorSpelling.Numbers)]
    [InlineData("\"version\":{\"created\":\"8505000\"},", VectorSpelling.Hexadecimal)]
    [InlineData("\"version\":{\"created\":\"9060001\"},", VectorSpelling.Hexadecimal)]
    [InlineData("\"version\":{\"created\":\"9094000\"},", VectorSpelling.Base64)]
    [InlineData("\"version\":{\"created\":\"unreadable\"},", VectorSpelling.Numbers)]
    public async Task Write_ToAnIndexOfSomeVersion_SpellsVectorsAsThatTakesThem(string version, VectorSpelling spelling)
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = ScriptedIndex.Mapped.Replace("\"uuid\"", version + "\"uuid\"", StringComparison.Ordinal);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(Embedded.In(Drill, "a drill", spelling), index.Written);
    }

    [Fact]
    public async Task Write_ThroughAnAliasOfSeveralIndices_SpellsVectorsAsTheOldestTakesThem()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var one = ScriptedIndex.Mapped.Replace("\"uuid\"", "\"version\":{\"created\":\"9094000\"},\"uuid\"", StringComparison.Ordinal);
        var other = ScriptedIndex.Mapped.Replace("\"uuid\"", "\"version\":{\"created\":\"8536000\"},\"uuid\"", StringComparison.Ordinal);
        index.State = one[..^1] + "," + other[1..].Replace("products", "products-2", StringComparison.Ordinal);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(Embedded.In(Drill, "a drill", VectorSpelling.Hexadecimal), index.Written);
    }

    [Fact]
    public async Task Write_WhereNumbersAreWanted_SpellsThem()
    {
        await using var index = await ScriptedIndex.StartAsync(change: settings => settings with
        {
            Options = settings.Options with
            {
                Indices = settings.Options.Indices.ToDictionary(entry => entry.Key, entry => entry.Value with { EmbeddingSpelling = "numbers" }),
            },
        });
        index.State = ScriptedIndex.Mapped.Replace("\"uuid\"", "\"version\":{\"created\":\"9094000\"},\"uuid\"", StringComparison.Ordinal);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(WithEmbedding, index.Written);
    }

    [Fact]
    public async Task Write_ToAMissingIndex_LetsTheEngineMakeIt()
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.StateAfterProbe) = (null, ScriptedIndex.Unmapped);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(["GET", "POST", "GET", "GET", "LIMIT", "PUT"], index.Calls);
        Assert.Equal(WithEmbedding, index.Written);
    }

    [Fact]
    public async Task Write_ToAMissingIndexThatTheEngineDoesNotMake_IsUntouched()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = null;

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(["GET", "POST", "GET"], index.Calls);
        Assert.Equal(Drill, index.Written);
    }

    [Fact]
    public async Task Write_ToAMissingIndexThatMustBeAnAlias_IsUntouchedAndMakesNothing()
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.StateAfterProbe) = (null, ScriptedIndex.Unmapped);

        using var response = await index.SendAsync("PUT", "/products/_doc/1?require_alias=true", Drill);

        Assert.Equal(["GET"], index.Calls);
        Assert.Equal(Drill, index.Written);
    }

    [Theory]
    [InlineData(403, 200)]
    [InlineData(401, 200)]
    [InlineData(500, 200)]
    public async Task Write_ByACallerWhoMayNotLook_IsUntouched(int look, int map)
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.LookStatus, index.MapStatus) = (ScriptedIndex.Unmapped, look, map);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal((HttpStatusCode.OK, Drill), (response.StatusCode, index.Written));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(400)]
    [InlineData(503)]
    public async Task Write_ByACallerWhoMayNotMap_IsUntouched(int map)
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.MapStatus) = (ScriptedIndex.Unmapped, map);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal((HttpStatusCode.OK, Drill), (response.StatusCode, index.Written));
    }

    [Theory]
    [InlineData("", "1003", "null")]
    [InlineData(""","mapping":{"total_fields":{"limit":"40"}}""", "43", "40")]
    public async Task Write_WhoseMappingIsRefused_LeavesTheLimitAsItWas(string settings, string raised, string before)
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.MapStatus) = ("{\"products\":{\"settings\":{\"index\":{\"uuid\":\"u\"" + settings + "}}}}", 400);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        string[] expected = [Limit(raised), Limit(before)];
        Assert.Equal(expected, index.Limits);
        Assert.Equal(Drill, index.Written);
    }

    [Fact]
    public async Task Write_ToAnAliasOfAnOlderIndexThatMapsTheFieldOtherwise_MapsTheWriteIndexAlone()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = """
            {"products-1":{"settings":{"index":{"uuid":"u"}},"mappings":{"properties":{"twinbert":{"type":"keyword"}}},"aliases":{"products":{"is_write_index":false}}},
            "products-2":{"settings":{"index":{"uuid":"v"}},"aliases":{"products":{"is_write_index":true}}}}
            """;
        index.MapStatus = 400;

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(
            [
                "/products-2/_settings", "/products/_mapping", "/products-2/_settings",
                "/products-2/_settings", "/products/_mapping?write_index_only=true", "/products-2/_settings",
            ],
            index.Sidecar.Upstream.Seen.Where(seen => seen.Method == "PUT" && seen.Target != "/products/_doc/1").Select(seen => seen.Target));
    }

    [Fact]
    public async Task Write_WhoseLimitMayNotBeRaised_IsUntouchedAndMapsNothing()
    {
        await using var index = await ScriptedIndex.StartAsync();
        (index.State, index.LimitStatus) = (ScriptedIndex.Unmapped, 403);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(Drill, index.Written);
        Assert.Equal("""{"properties":{}}""", index.LastMapping);
    }

    [Fact]
    public async Task Write_ToAnIndexThatMapsTheFieldOtherwise_IsUntouched()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = ScriptedIndex.Mapping(99);

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(["GET"], index.Calls);
        Assert.Equal(Drill, index.Written);
    }

    [Fact]
    public async Task Write_ToAnAlias_IsJudgedByItsWriteIndex()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var other = """{"mappings":{"properties":{"twinbert":{"type":"keyword"}}},"aliases":{"products":{"is_write_index":false}}}""";
        var ready = """{"aliases":{"products":{"is_write_index":true}},"mappings":{"properties":{""" + ScriptedIndex.Properties(ScriptedIndex.Dimensions) + "}}}";
        index.State = "{\"products-1\":" + other + ",\"products-2\":" + ready + "}";

        using var response = await index.SendAsync("PUT", "/products/_doc/1?require_alias", Drill);

        Assert.Equal(["GET"], index.Calls);
        Assert.Equal(WithEmbedding, index.Written);
    }

    [Fact]
    public async Task Write_ToADataStream_IsJudgedByItsNewestIndex()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var old = """{"data_stream":"products","mappings":{"properties":{"twinbert":{"type":"keyword"}}}}""";
        var ready = """{"data_stream":"products","mappings":{"properties":{""" + ScriptedIndex.Properties(ScriptedIndex.Dimensions) + "}}}";
        index.State = "{\".ds-products-2026.01.02-000010\":" + ready + ",\".ds-products-2026.01.01-000009\":" + old + "}";

        using var response = await index.SendAsync("POST", "/products/_doc", Drill);

        Assert.Equal(["GET"], index.Calls);
        Assert.Equal(WithEmbedding, index.Written);
    }

    [Fact]
    public async Task Bulk_OfManyDocuments_LooksOncePerIndexAndRequest()
    {
        await using var index = await ScriptedIndex.StartAsync();
        var body = string.Concat(Enumerable.Repeat("{\"index\":{}}\n" + Drill + "\n", 200));

        using var first = await index.BulkAsync(body);
        using var second = await index.BulkAsync(body);

        Assert.Equal(["GET", "GET"], index.Calls);
    }

    [Theory]
    [InlineData(19, "GET")]
    [InlineData(20, "GET,GET")]
    public async Task Write_WhoseTextTookAWhileToEncode_LooksAgainBeforeItIsSent(int milliseconds, string calls)
    {
        var time = new FakeTimeProvider();
        var encoder = new SlowEncoder(time, TimeSpan.FromMilliseconds(milliseconds));
        await using var index = await ScriptedIndex.StartAsync(encoder, settings => settings with { TimeProvider = time });

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(calls, string.Join(',', index.Calls));
        Assert.Equal(WithEmbedding, index.Written);
    }

    [Fact]
    public async Task Bulk_WithoutAWellFormedDocument_DoesNotMakeTheIndex()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = null;

        using var response = await index.BulkAsync("{\"index\":{}}\n{\"title\":\n{\"delete\":{\"_id\":\"1\"}}\n");

        Assert.Empty(index.Calls);
    }

    private static string Limit(string value) => "{\"index.mapping.total_fields.limit\":" + value + "}";

    private sealed class SlowEncoder(FakeTimeProvider time, TimeSpan duration) : IDocumentEncoder
    {
        private readonly HashEncoder _encoder = new(ScriptedIndex.Dimensions);

        public ModelFingerprint Fingerprint => _encoder.Fingerprint;

        public int Dimensions => _encoder.Dimensions;

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            time.Advance(duration);
            return _encoder.EncodeAsync(texts, cancellationToken);
        }
    }
}
