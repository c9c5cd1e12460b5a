using System.IO.Compression;
using System.Net;
using System.Text;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class WriteEncodeMiddlewareTests
{
    private const string Drill = """{"title":"a drill","price":1e3}""";

    [Theory]
    [InlineData("PUT", "/products/_doc/1")]
    [InlineData("POST", "/products/_doc/1?routing=x")]
    [InlineData("POST", "/products/_doc")]
    [InlineData("POST", "/products/_doc/")]
    [InlineData("PUT", "/products/_create/1")]
    [InlineData("POST", "/products/_create/1")]
    [InlineData("PUT", "/produ%63ts/_doc/1")]
    public async Task Document_OfAConfiguredIndex_IsWrittenWithItsEmbedding(string method, string target)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync(method, target, Drill);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Embedded.In(Drill, "a drill"), index.Written);
        Assert.Equal(index.Written.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), index.WrittenHeaders["Content-Length"]);
        Assert.Equal(target, index.Sidecar.Upstream.Last.Target);
        Assert.Equal(["GET"], index.Calls);
    }

    [Theory]
    [InlineData("PUT", "/other/_doc/1")]
    [InlineData("PUT", "/products,other/_doc/1")]
    [InlineData("PUT", "/products*/_doc/1")]
    [InlineData("PUT", "/products/_doc")]
    [InlineData("PUT", "/products/_update/1")]
    [InlineData("PUT", "/products/_settings")]
    [InlineData("POST", "/products/_update_by_query")]
    [InlineData("POST", "/products/_search")]
    [InlineData("POST", "/products/_doc/1/_explain")]
    public async Task Request_ThatIsNoWriteToAConfiguredIndex_IsUntouched(string method, string target)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync(method, target, Drill);

        Assert.Equal(Drill, index.Written);
        Assert.Empty(index.Calls);
    }

    [Theory]
    [InlineData("application/vnd.elasticsearch+json;compatible-with=8")]
    [InlineData("application/vnd.elasticsearch+json; compatible-with=9")]
    [InlineData("application/json; charset=UTF-8")]
    public async Task Document_InAnyJsonMediaType_IsEmbedded(string type)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill, type);

        Assert.Equal(Embedded.In(Drill, "a drill"), index.Written);
        Assert.Equal(type, index.WrittenHeaders["Content-Type"]);
    }

    [Theory]
    [InlineData("application/cbor", "")]
    [InlineData("application/yaml", "")]
    [InlineData("text/plain", "")]
    [InlineData("application/json", "deflate")]
    public async Task Document_InAFormatThatCannotBeRead_IsUntouched(string type, string encoding)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync("PUT", "/products/_doc/1", Drill, type, [("Content-Encoding", encoding)]);

        Assert.Equal(Drill, index.Written);
        Assert.Empty(index.Calls);
    }

    [Theory]
    [InlineData("/products/_doc/1", "application/json", Drill)]
    [InlineData("/products/_bulk", "application/x-ndjson", "{\"index\":{}}\n" + Drill + "\n")]
    public async Task Write_InGzip_IsEmbeddedAndSentUncompressed(string target, string type, string body)
    {
        await using var index = await ScriptedIndex.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        using var response = await index.Sidecar.SendAsync("POST", target, content, ("Content-Type", type), ("Content-Encoding", "gzip"));

        Assert.Equal(body.Replace(Drill, Embedded.In(Drill, "a drill"), StringComparison.Ordinal), index.Written);
        Assert.False(index.WrittenHeaders.ContainsKey("Content-Encoding"));
    }

    [Theory]
    [InlineData("/products/_doc/1", "application/json")]
    [InlineData("/products/_bulk", "application/x-ndjson")]
    public async Task Write_ThatOnlyClaimsToBeGzip_IsTheClientsError(string target, string type)
    {
        await using var index = await ScriptedIndex.StartAsync();
        using var content = new ByteArrayContent("garbage"u8.ToArray());

        using var response = await index.Sidecar.SendAsync("POST", target, content, ("Content-Type", type), ("Content-Encoding", "gzip"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("client_body_exception", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"title":"a""")]
    [InlineData("""{"price":1}""")]
    [InlineData("""{"title":"a drill","twinbert.model":"mine"}""")]
    public async Task Document_ThatCannotBeEmbedded_IsUntouchedAndCostsNoCall(string body)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync("PUT", "/products/_doc/1", body);

        Assert.Equal(body, index.Written);
        Assert.Empty(index.Calls);
    }

    [Fact]
    public async Task Document_OverTheLimit_IsStreamedThroughUntouched()
    {
        await using var index = await ScriptedIndex.StartAsync(
            null,
            settings => settings with { Options = settings.Options with { Limits = new() { MaxDocumentBytes = 1024 } } });
        var body = $$"""{"title":"{{new string('x', 200_000)}}"}""";
        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        chunked.Headers.Add("Content-Type", "application/json");

        using var known = await index.SendAsync("PUT", "/products/_doc/1", body);
        var first = index.Written;
        using var unknown = await index.Sidecar.SendAsync("PUT", "/products/_doc/1", chunked, ("Transfer-Encoding", "chunked"));

        Assert.Equal((body, body), (first, index.Written));
        Assert.Empty(index.Calls);
    }

    [Fact]
    public async Task Document_ReadWithItsEmbeddingAndWrittenBack_GetsANewOne()
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync(
            "PUT",
            "/products/_doc/1",
            """{"twinbert":{"embedding":[1],"model":"old","text_hash":"old"},"title":"a drill"}""");

        Assert.Equal("{" + Embedded.Member("a drill") + ""","title":"a drill"}""", index.Written);
    }
}
