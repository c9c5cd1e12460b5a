using System.Text;
using TwinBert.IngestPipeline;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

public sealed class ActionTests(RealEngines engines)
{
    private const string Source = """{ "title":"a \u0064rill", "price":1e3 , "tags":{ "x":[ 1.0, 2E0 ] } }""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_OfEveryKindOfAction_EmbedsTheDocuments(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var index = engine.Prefix;
        await engine.AskAsync("PUT", $"/{index}/_doc/4", """{"title":"old"}""");
        await engine.AskAsync("PUT", $"/{index}/_doc/5", """{"title":"old"}""");

        var (status, answer) = await WritingFixture.SendAsync(engine.Through, "POST", "/_bulk?refresh=true", $$"""
            {"index":{"_index":"{{index}}","_id":"1"} }
            {{Source}}
            {"create":{"_index":"{{index}}","_id":"2"} }
            {{Source}}
            {"update":{"_index":"{{index}}","_id":"3"} }
            {"doc":{{Source}},"doc_as_upsert":true}
            {"update":{"_index":"{{index}}","_id":"4"} }
            {"doc":{"title":"new"} }
            {"delete":{"_index":"{{index}}","_id":"5"} }
            {"index":{"_index":"{{index}}","_id":"6"} }
            {"price":1}

            """);

        Assert.Equal(200, status);
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        Assert.Equal(4, await engine.EmbeddedAsync(index));
        Assert.Equal(5, (await engine.AskAsync("GET", $"/{index}/_count"))["count"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Document_WrittenThroughTheSidecar_KeepsEveryByteBesideItsEmbedding(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var encoder = new HashEncoder();
        var embedding = Encoding.UTF8.GetString(
            EmbeddingObject.Write(
                kind == EngineKind.Elasticsearch8 ? VectorSpelling.Hexadecimal : VectorSpelling.Base64,
                encoder.Quantize("a drill"),
                encoder.Fingerprint,
                TextHash.Of("a drill")));

        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", Source);
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_create/2", Source);
        await WritingFixture.SendAsync(engine.Through, "POST", "/_bulk", $$"""
            {"index":{"_index":"{{engine.Prefix}}","_id":"3"} }
            {{Source}}

            """);

        var expected = Source[..^2] + ",\"twinbert\":" + embedding + " }";
        Assert.Equal(
            [expected, expected, expected],
            [await engine.SourceAsync(engine.Prefix, "1"), await engine.SourceAsync(engine.Prefix, "2"), await engine.SourceAsync(engine.Prefix, "3")]);
        Assert.Equal(3, await engine.EmbeddedAsync(engine.Prefix));
        Assert.Equal(Source, (await WritingFixture.SendAsync(engine.Through, "GET", $"/{engine.Prefix}/_source/1")).Body);
        Assert.Contains(
            $"\"_source\":{Source}",
            (await WritingFixture.SendAsync(engine.Through, "GET", $"/{engine.Prefix}/_doc/3")).Body,
            StringComparison.Ordinal);
        Assert.Contains(
            $"\"_source\":{Source}",
            (await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_search", """{"query":{"match_all":{}},"size":1}""")).Body,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Update_OfSomeOfTheText_IsEmbeddedTogetherWithWhatIsStored(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind, "title", "brand");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"drill","brand":"Acme"}""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/2", """{"title":"drill","brand":"Acme"}""");

        var (some, _) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/1", """{"doc":{"title":"saw"}}""");
        var (none, _) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/2", """{"doc":{"price":1}}""");
        var (_, same) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/2", """{"doc":{"brand":"Acme"}}""");

        Assert.Equal((200, 200), (some, none));
        Assert.Contains("\"result\":\"noop\"", same, StringComparison.Ordinal);
        Assert.Equal(2, await engine.EmbeddedAsync(engine.Prefix));
        Assert.Contains(TextHash.Of("saw. Acme"), await engine.SourceAsync(engine.Prefix, "1"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Update_OfADocumentTwiceInOneRequest_LeavesItToABackfill(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind, "title", "brand");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"drill","brand":"Acme"}""");

        var (_, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_bulk", """
            {"update":{"_id":"1"}}
            {"doc":{"title":"saw"}}
            {"update":{"_id":"1"}}
            {"doc":{"brand":"Other"}}

            """);
        var between = await engine.EmbeddedAsync(engine.Prefix);
        await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/1", """{"doc":{"title":"saw","brand":"Other"}}""");

        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        Assert.Equal(0, between);
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_WithErrors_IsAnsweredAsTheEngineAnswersItself(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        const string filter = "filter_path=error,items.*.status,items.*.error.type";
        string[] bodies =
        [
            "{\"index\":{\"_id\":\"1\"}}\n{\"title\":\n{\"index\":{\"_id\":\"2\"}}\n{\"title\":\"b\",\"price\":\"x\"}\n",
            "{\"index\":{\"_id\":\"1\"}}\n{\"title\":\"a\"}",
            "{\"index\":{\"_id\":\"1\"}\n{\"title\":\"a\"}\n",
            "{\"upsert\":{}}\n{}\n",
            "",
        ];
        foreach (var body in bodies)
        {
            var direct = await WritingFixture.SendAsync(engine.Direct, "POST", $"/{engine.Prefix}-direct/_bulk?{filter}", body);
            var through = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}-through/_bulk?{filter}", body);

            Assert.Equal(direct, through);
        }
    }
}
