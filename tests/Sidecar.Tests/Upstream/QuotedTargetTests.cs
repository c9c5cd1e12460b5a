using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>An error that quotes the target of the request quotes the client's.</summary>
public sealed class QuotedTargetTests
{
    [Theory]
    [InlineData("/products/_search?q=tie&size=3", "application/json", false)]
    [InlineData("/products/_search?q=tie&size=3&from=1", "application/vnd.elasticsearch+json;compatible-with=8", true)]
    [InlineData("/products/_search?q=\\\"tie&size=3", "application/json", false)]
    [InlineData("/products/_search?size=3&q=tie", "text/plain; charset=utf-8", false)]
    public async Task Search_WidenedAndRefused_QuotesTheClientsTarget(string target, string type, bool isPacked)
    {
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = context => RefuseAsync(context, type, isPacked);

        using var answer = await fixture.SendAsync("GET", target, null, ("Accept-Encoding", "gzip"));

        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal(Error(target), Encoding.UTF8.GetString(bytes));
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Contains(fixture.Upstream.Seen, seen => seen.Target.StartsWith("/products/_search?", StringComparison.Ordinal) && seen.Target != target);
    }

    private static string Error(string target)
    {
        var inJson = target.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $$"""{"error":{"reason":"missing credentials for REST request [{{inJson}}]"},"status":401}""";
    }

    private static async Task RefuseAsync(HttpContext context, string type, bool isPacked)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target == "/")
        {
            await ScriptedUpstream.Json("""{"version":{"number":"8.19.8"},"tagline":"You Know, for Search"}""")(context);
            return;
        }

        context.Response.StatusCode = 401;
        context.Response.ContentType = type;
        var body = Encoding.UTF8.GetBytes(Error(target));
        if (!isPacked)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync(body, context.RequestAborted);
    }
}
