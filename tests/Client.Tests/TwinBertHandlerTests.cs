using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Client.Tests;

public sealed class TwinBertHandlerTests
{
    private static readonly Uri Search = new("http://sidecar:9210/products/_search");

    [Fact]
    public async Task SendAsync_NoHints_AddsNoHeader()
    {
        var server = new RecordingHandler();

        await SendAsync(server, new(HttpMethod.Post, Search));

        Assert.Empty(Assert.Single(server.Requests));
    }

    [Fact]
    public async Task SendAsync_HintsOfTheRequest_BecomeHeaders()
    {
        var server = new RecordingHandler();
        var request = new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(new() { Off = true, Window = 200, QueryText = "naïve cable; 3 m" });

        await SendAsync(server, request);

        var headers = Assert.Single(server.Requests);
        Assert.Equal("off", headers["X-TwinBert"]);
        Assert.Equal("200", headers["X-TwinBert-Window"]);
        Assert.Equal("na%C3%AFve%20cable%3B%203%20m", headers["X-TwinBert-Query"]);
    }

    [Fact]
    public void Send_HintsOfTheRequest_BecomeHeaders()
    {
        var server = new RecordingHandler();
        using var client = new HttpMessageInvoker(new TwinBertHandler(server));

        var response = client.Send(new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(RerankHints.Disabled), TestContext.Current.CancellationToken);

        Assert.Equal("off", Assert.Single(server.Requests)["X-TwinBert"]);
        Assert.Equal("sort", response.GetRerankVerdict()?.Reason?.Name);
    }

    [Fact]
    public async Task SendAsync_SeveralSetsOfHints_TheNearestCountsAlone()
    {
        var server = new RecordingHandler();
        var options = new TwinBertHandlerOptions { Hints = new() { Window = 10, QueryText = "default" } };
        using (RerankScope.Begin(new() { Window = 20 }))
        {
            await SendAsync(server, new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(new() { Window = 30 }), options);
            await SendAsync(server, new(HttpMethod.Post, Search), options);
        }

        await SendAsync(server, new(HttpMethod.Post, Search), options);

        Assert.Equal(["30", "20", "10"], server.Requests.Select(headers => headers["X-TwinBert-Window"]));
        Assert.Equal([false, false, true], server.Requests.Select(headers => headers.ContainsKey("X-TwinBert-Query")));
    }

    [Fact]
    public async Task SendAsync_HeadersSetByTheCaller_AreLeftAlone()
    {
        var server = new RecordingHandler();
        var request = new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(new() { Window = 30 });
        request.Headers.Add("X-TwinBert-Window", "7");

        await SendAsync(server, request);

        Assert.Equal("7", Assert.Single(server.Requests)["X-TwinBert-Window"]);
    }

    [Fact]
    public async Task SendAsync_SameMessageTwice_HasOneValueOfEachHeader()
    {
        var server = new RecordingHandler();
        using var client = new HttpMessageInvoker(new TwinBertHandler(server));
        var request = new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(new() { Window = 30 });

        await client.SendAsync(request, TestContext.Current.CancellationToken);
        await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(["30", "30"], server.Requests.Select(headers => headers["X-TwinBert-Window"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task SendAsync_WindowOutOfRange_ThrowsBeforeSending(int window)
    {
        var server = new RecordingHandler();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => SendAsync(server, new HttpRequestMessage(HttpMethod.Post, Search).SetRerankHints(new() { Window = window })));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task SendAsync_ResponseWithVerdict_TellsTheObserverOnce()
    {
        var seen = new List<RerankObservation>();
        var server = new RecordingHandler("reranked; window=100; scored=98; missing=2; moved=37; top1=changed; ms=4.1; model=3fa2b1c09d7e");

        await SendAsync(server, new(HttpMethod.Post, Search), new() { OnVerdict = seen.Add });

        var observation = Assert.Single(seen);
        Assert.Equal((RerankStatus.Reranked, 98), (observation.Verdict.Status, observation.Verdict.Scored));
        Assert.Equal((HttpMethod.Post, Search, 200), (observation.Method, observation.Url, observation.Status));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a header of somebody else")]
    public async Task SendAsync_ResponseWithoutVerdict_TellsNobody(string? header)
    {
        var seen = new List<RerankObservation>();

        var response = await SendAsync(new RecordingHandler(header), new(HttpMethod.Post, Search), new() { OnVerdict = seen.Add });

        Assert.Null(response.GetRerankVerdict());
        Assert.Empty(seen);
    }

    [Fact]
    public async Task SendAsync_ObserverThrows_GivesTheConnectionBackAndTellsTheCaller()
    {
        var server = new RecordingHandler();
        var options = new TwinBertHandlerOptions { OnVerdict = _ => throw new InvalidOperationException("observer") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(server, new(HttpMethod.Post, Search), options));

        Assert.True(server.ResponseDisposed);
    }

    private static async Task<HttpResponseMessage> SendAsync(RecordingHandler server, HttpRequestMessage request, TwinBertHandlerOptions? options = null)
    {
        using var client = new HttpMessageInvoker(new TwinBertHandler(server, options ?? new()), disposeHandler: false);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
