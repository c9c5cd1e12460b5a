using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>What a caller costs, and what is kept of his searches, depends on what the engine says to him.</summary>
public sealed class CallerTests
{
    private readonly HashEncoder _inner = new();
    private readonly ScriptedCache _cache = new();
    private readonly ConcurrentQueue<string> _encoded = new();
    private int _status = 200;

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Search_CallerWhomTheEngineRefuses_IsNeverEncoded(int status)
    {
        await using var fixture = await StartAsync();
        _status = status;

        Assert.Equal(["engine_error", "engine_error"], [await SearchAsync(fixture, "tie boot"), await SearchAsync(fixture, "tie boot")]);

        Assert.Empty(_encoded);
        Assert.Empty(_cache.Texts);
    }

    [Fact]
    public async Task Search_CallerWhomTheEngineRefuses_CannotTellFromTheCountsWhatOthersSearchedFor()
    {
        await using var fixture = await StartAsync();
        _cache.Keep("tie boot", await _inner.EncodeAsync("tie boot", TestContext.Current.CancellationToken));
        _status = 401;

        await SearchAsync(fixture, "tie boot");

        Assert.Equal((0, 0), _cache.Lookups);
    }

    [Fact]
    public async Task Search_CallerWhomTheEngineAnswers_IsEncodedOnceAndCounted()
    {
        await using var fixture = await StartAsync();

        Assert.Null(await SearchAsync(fixture, "tie boot"));
        await UntilKeptAsync("tie boot");
        Assert.Null(await SearchAsync(fixture, "tie boot"));

        Assert.Equal(["tie boot"], _encoded);
        Assert.Equal((1, 1), _cache.Lookups);
    }

    [Fact]
    public async Task Search_CallerRefusedAfterAnAnswer_IsNotKeptThenAndNotEncodedFromThenOn()
    {
        await using var fixture = await StartAsync();
        await SearchAsync(fixture, "tie boot");
        await UntilKeptAsync("tie boot");

        _status = 403;
        await SearchAsync(fixture, "pink scarf");
        await SearchAsync(fixture, "green cap");

        Assert.DoesNotContain("green cap", _encoded);
        Assert.Equal(["tie boot"], _cache.Texts);
        Assert.Equal((0, 1), _cache.Lookups);
    }

    [Fact]
    public async Task Search_OneCallerKnown_SaysNothingOfAnother()
    {
        await using var fixture = await StartAsync();
        await SearchAsync(fixture, "tie boot", ("Authorization", "Basic a"));
        await UntilKeptAsync("tie boot");

        _status = 401;
        await SearchAsync(fixture, "green cap", ("Authorization", "Basic b"));

        Assert.DoesNotContain("green cap", _encoded);
    }

    [Fact]
    public async Task MultiSearch_OneIndexRefused_KeepsOnlyWhatTheEngineAnswered()
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, SearchRerankTests.Index(fixture))
        {
            Instead = (header, _) => header.Contains("products-hr", StringComparison.Ordinal) ? """{"error":{"type":"security_exception"},"status":403}""" : null,
        }.AnswerAsync;

        var lines = ScriptedSearches.Lines("{}", Body("tie boot"), """{"index":"products-hr"}""", Body("pink scarf"));
        var answer = await MultiSearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_msearch", lines));

        Assert.Equal(["reranked", "skipped:engine_error"], answer.Ends);
        await UntilKeptAsync("tie boot");
        Assert.Equal(["tie boot"], _encoded);
        Assert.Equal((0, 1), _cache.Lookups);
    }

    private static string Body(string text) => $$$"""{"query":{"match":{"title":"{{{text}}}"}},"size":3}""";

    private static async Task<string?> SearchAsync(SidecarFixture fixture, string text, params (string, string)[] headers) =>
        (await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Body(text)), headers))).Verdict.Reason?.Name;

    // An embedding is kept when it is there, which the answer does not wait for.
    private async Task UntilKeptAsync(string text)
    {
        while (!_cache.Texts.Contains(text))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<SidecarFixture> StartAsync()
    {
        var encoder = new ScriptedEncoder((text, token) =>
        {
            _encoded.Enqueue(text);
            return _inner.EncodeAsync(text, token);
        });
        var fixture = await SearchRerankTests.StartAsync(settings => settings with { Model = SidecarFixture.Model(encoder) with { QueryCache = _cache } });
        var engine = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context => (_status == 200 ? engine : ScriptedUpstream.Json("{\"status\":" + _status + "}", _status))(context);
        return fixture;
    }
}
