using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TwinBert.DevNode.Hosting;
using Xunit;

namespace TwinBert.DevNode.Tests.Hosting;

public sealed class CompressionTests
{
    [Fact]
    public async Task Request_Compressed_Read()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = node.Url };
        using var body = Gzip("""{"title":"blue kettle"}""");
        using var response = await client.PutAsync("/shop/_doc/1", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains(
            """{"title":"blue kettle"}""",
            await client.GetStringAsync("/shop/_doc/1", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_CompressedBadly_Refused()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = node.Url };
        using var body = new ByteArrayContent([1, 2, 3]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentEncoding.Add("gzip");
        using var response = await client.PutAsync("/shop/_doc/1", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", null)]
    public async Task Response_Long_CompressedIfTheClientTakesIt(string accepted, string? encoding)
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = node.Url };
        using var body = new StringContent($$"""{"title":"{{new string('x', 5000)}}"}""", Encoding.UTF8, "application/json");
        using var written = await client.PutAsync("/shop/_doc/1", body, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/shop/_doc/1");
        request.Headers.AcceptEncoding.ParseAdd(accepted);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.FirstOrDefault());
    }

    private static ByteArrayContent Gzip(string text)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
