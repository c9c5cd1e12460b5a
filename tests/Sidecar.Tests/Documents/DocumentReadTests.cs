using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Documents;

public sealed class DocumentReadTests
{
    private const string Source = """{ "title" :"a","n":1e3,"deep":{"twinbert":1}}""";
    private const string Stored = """{ "title" :"a","n":1e3,"deep":{"twinbert":1},"twinbert":{"embedding":[1,2],"model":"m","text_hash":"h"}}""";
    private const string Version9 = """{"version":{"number":"9.4.3"}}""";

    [Theory]
    [InlineData("GET", "/products/_doc/1", """{"_index":"products","_source":@}""")]
    [InlineData("GET", "/products/_source/1", "@")]
    [InlineData("POST", "/_mget", """{"docs":[{"_index":"products","_source":@}]}""")]
    [InlineData("POST", "/products/_mget", """{"docs":[{"_index":"products","_source":@}]}""")]
    [InlineData("POST", "/products/_msearch", """{"responses":[{"hits":{"hits":[{"_source":@}]}}]}""")]
    [InlineData("POST", "/other/_msearch", """{"responses":[{"hits":{"hits":[{"_source":@}]}}]}""")]
    [InlineData("POST", "/_search/scroll", """{"hits":{"hits":[{"_source":@}]}}""")]
    [InlineData("GET", "/products/_search?sort=n", """{"hits":{"hits":[{"_source":@,"sort":[1]}]}}""")]
    [InlineData("GET", "/products/_knn_search", """{"hits":{"hits":[{"_source":@}]}}""")]
    [InlineData("GET", "/p*/_search?sort=n", """{"hits":{"hits":[{"_source":@,"sort":[1]}]}}""")]
    [InlineData("POST", "/products/_update/1?_source=true", """{"get":{"_source":@}}""")]
    public async Task Read_WithEmbedding_ComesWithoutItAndOtherwiseByteForByte(string method, string target, string shape)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(shape.Replace("@", Stored, StringComparison.Ordinal));

        using var answer = await fixture.SendAsync(method, target);

        var expected = shape.Replace("@", Source, StringComparison.Ordinal);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(expected.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(target, fixture.Upstream.Last.Target);
    }

    [Theory]
    [InlineData("/other/_doc/1")]
    [InlineData("/logs-*/_search?sort=n")]
    public async Task Read_FromIndicesThatAreNotConfigured_IsNotTouched(string target)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var body = $$"""{"_source":{{Stored}}}""";
        fixture.Upstream.Answer = ScriptedUpstream.Json(body);

        using var answer = await fixture.SendAsync("GET", target);

        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.Headers.TransferEncodingChunked);
    }

    [Fact]
    public async Task Read_ThatShowsTheEmbedding_IsNotTouched()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(Stored);

        using var answer = await fixture.SendAsync("GET", "/products/_source/1", null, ("X-TwinBert-Show-Embedding", "true"));

        Assert.Equal(Stored, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Stored, Source, false)]
    [InlineData(Source, Source, true)]
    public async Task Read_Compressed_IsCutCompressedOrPassesByteForByte(string stored, string expected, bool identical)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var compressed = Gzip(stored);
        fixture.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = compressed.Length;
            await context.Response.Body.WriteAsync(compressed);
        };

        using var answer = await fixture.SendAsync("GET", "/products/_source/1", null, ("Accept-Encoding", "gzip"));
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, Gunzip(body));
        Assert.Equal((body.Length, "gzip"), (answer.Content.Headers.ContentLength, answer.Content.Headers.ContentEncoding.Single()));
        Assert.Equal(identical, body.AsSpan().SequenceEqual(compressed));
    }

    [Fact]
    public async Task Read_OverTheLimit_StreamsOnAsItCame()
    {
        await using var fixture = await SidecarFixture.StartAsync(
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxResponseBytes = 1_024 } } });
        var body = Stored + new string(' ', 100_000);
        fixture.Upstream.Answer = ScriptedUpstream.Json(body);

        using var answer = await fixture.SendAsync("GET", "/products/_source/1");

        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_NotFound_ComesBackUnchanged()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json("""{"_id":"1","found":false}""", 404);

        using var answer = await fixture.SendAsync("GET", "/products/_doc/1");

        Assert.Equal(
            (404, """{"_id":"1","found":false}"""),
            ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Read_BrokenOffWhileHeldBack_IsACleanError()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"half\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        using var answer = await fixture.SendAsync("GET", "/products/_source/1");

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.StartsWith("{\"error\":", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/products/_doc/1", "", "/products/_doc/1?_source_exclude_vectors=false")]
    [InlineData("/products/_doc/1?routing=a%2Fb", "", "/products/_doc/1?routing=a%2Fb&_source_exclude_vectors=false")]
    [InlineData("/products/_doc/1?_source_exclude_vectors=true", "", "/products/_doc/1?_source_exclude_vectors=true")]
    [InlineData("/products/_doc/1?stored_fields=a", "", "/products/_doc/1?stored_fields=a")]
    [InlineData("/products/_search", """{"sort":["n"]}""", "/products/_search?_source_exclude_vectors=false")]
    [InlineData("/products/_search", """{"sort":["n"],"_source":["title"]}""", "/products/_search")]
    [InlineData("/products/_mget", """{"docs":[{"_id":"1","stored_fields":["a"]}]}""", "/products/_mget")]
    [InlineData("/other/_doc/1", "", "/other/_doc/1")]
    [InlineData("/_search", """{"sort":["n"]}""", "/_search")]
    public async Task Read_FromAnEngineThatLeavesVectorsOut_AsksForTheStoredSource(string target, string body, string expected)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Root = Version9;
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            await ScriptedUpstream.Json("{}")(context);
        };

        (await fixture.SendAsync("GET", target, body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"))).Dispose();

        Assert.Equal((expected, body), (fixture.Upstream.Last.Target, fixture.Upstream.Last.Text));
    }

    [Fact]
    public async Task MultiSearch_OnAnEngineThatLeavesVectorsOut_AsksInEachBodyOnConfiguredIndices()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Root = Version9;
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            await ScriptedUpstream.Json("{}")(context);
        };
        const string Body = "{\"index\":\"products\"}\n{ \"sort\":[\"n\"] "
            + "}\r\n{}\n{}\n{\"index\":[\"products\"]}\n{\"_source\":false}\n{\"index\":\"other\"}\n{\"size\":1}\n";

        (await fixture.SendAsync("POST", "/_msearch", new StringContent(Body, Encoding.UTF8, "application/x-ndjson"))).Dispose();

        Assert.Equal(
            "{\"index\":\"products\"}\n{ \"sort\":[\"n\"] "
                + ",\"_source\":{\"exclude_vectors\":false}}\r\n{}\n{}\n{\"index\":[\"products\"]}\n{\"_source\":false}\n{\"index\":\"other\"}\n{\"size\":1}\n",
            fixture.Upstream.Last.Text);
    }

    private static byte[] Gzip(string text)
    {
        using var all = new MemoryStream();
        using (var gzip = new GZipStream(all, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return all.ToArray();
    }

    private static string Gunzip(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
