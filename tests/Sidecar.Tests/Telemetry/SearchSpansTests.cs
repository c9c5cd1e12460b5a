using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

/// <summary>Alone, because a listener hears every sidecar of the process, and each test has to know whether there is one.</summary>
[Collection(Alone.Name)]
public sealed class SearchSpansTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Client = "b7ad6b7169203331";
    private const string Parent = $"00-{Trace}-{Client}-01";
    private const string State = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
    private static readonly string[] Steps = [Spans.Read, Spans.Plan, Spans.Encode, Spans.Search, Spans.Cross, Spans.Write];

    [Fact]
    public async Task Search_WithAListener_HasASpanForEachStepInOneForTheWhole()
    {
        using var spans = new KeptSpans();
        await using var fixture = await SearchRerankTests.StartAsync();
        (await SendAsync(fixture, Search)).Dispose();

        var whole = await spans.FindAsync(Spans.Rerank);
        Assert.Equal((Trace, Client, State), ($"{whole.TraceId}", $"{whole.ParentSpanId}", whole.TraceStateString));
        Assert.Equal((ActivityKind.Server, "reranked"), (whole.Kind, Tag(whole, "twinbert.rerank.outcome")));
        Assert.Equal(5, whole.GetTagItem("twinbert.rerank.candidates"));
        Assert.All(Steps, step => Assert.Equal(whole.SpanId, spans.All(step).First(span => $"{span.TraceId}" == Trace).ParentSpanId));
    }

    [Fact]
    public async Task Search_WithAListener_SaysWhatItWasDoneWith()
    {
        using var spans = new KeptSpans();
        await using var fixture = await SearchRerankTests.StartAsync();
        (await SendAsync(fixture, Search)).Dispose();
        await spans.FindAsync(Spans.Rerank);

        var plan = await spans.FindAsync(Spans.Plan);
        Assert.Equal(("window", "products*", "0123456789ab"), (Tag(plan, "twinbert.plan"), Tag(plan, "twinbert.index"), Tag(plan, "twinbert.model")));
        var call = await spans.FindAsync(Spans.Search);
        Assert.Equal((ActivityKind.Client, 200), (call.Kind, call.GetTagItem("http.response.status_code")));
        Assert.Contains(spans.All(Spans.Encode), span => $"{span.TraceId}" == Trace && Tag(span, "twinbert.encode.side") == "query");
        Assert.DoesNotContain(spans.All().SelectMany(span => span.Tags), tag => tag.Value?.Contains("boot", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Search_ThatFails_SaysTheReasonAndIsAnError()
    {
        using var spans = new KeptSpans();
        var encoder = new ScriptedEncoder((_, _) => throw new EncodingException("no encoder today"));
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with { Model = SidecarFixture.Model(encoder) });
        (await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search))).Dispose();

        var whole = await spans.FindAsync(Spans.Rerank);

        Assert.Equal(("failed", "encoder"), (Tag(whole, "twinbert.rerank.outcome"), Tag(whole, "twinbert.rerank.reason")));
        Assert.Equal(("encode", "model"), (Tag(whole, "twinbert.rerank.stage"), Tag(whole, "twinbert.rerank.party")));
        Assert.Equal(ActivityStatusCode.Error, whole.Status);
        Assert.Contains(spans.All(Spans.Encode), span => span.Status == ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Search_LeftToTheEngine_SaysWhyAndKeepsTheClientsHeaders()
    {
        using var spans = new KeptSpans();
        await using var fixture = await SearchRerankTests.StartAsync();
        (await SendAsync(fixture, """{"query":{"match":{"title":"tie"}},"sort":["price"]}""")).Dispose();

        var whole = await spans.FindAsync(Spans.Rerank);

        Assert.Equal(("skipped", "sort"), (Tag(whole, "twinbert.rerank.outcome"), Tag(whole, "twinbert.rerank.reason")));
        Assert.Equal(ActivityStatusCode.Unset, whole.Status);
        Assert.Equal((Parent, State), (fixture.Upstream.Last.Headers["traceparent"], fixture.Upstream.Last.Headers["tracestate"]));
    }

    [Fact]
    public async Task MultiSearch_WithAListener_HasOneSpanForTheCallAndOneForEachCrossing()
    {
        using var spans = new KeptSpans();
        await using var fixture = await SearchRerankTests.StartAsync();
        fixture.Upstream.Answer = new ScriptedSearches(fixture.Upstream, new(fixture.Upstream) { Titles = ["tie boot", "hat"] }).AnswerAsync;
        var lines = ScriptedSearches.Lines("{}", Search, "{}", """{"query":{"match":{"title":"hat"}}}""");
        (await fixture.SendAsync("POST", "/products/_msearch", lines)).Dispose();

        Assert.Equal("reranked", Tag(await spans.FindAsync(Spans.Rerank), "twinbert.rerank.outcome"));
        Assert.Single(spans.All(Spans.Search));
        Assert.Equal(["reranked", "reranked"], spans.All(Spans.Cross).Select(span => Tag(span, "twinbert.rerank.outcome")));
    }

    [Fact]
    public async Task Search_WithoutAListener_KeepsTheClientsHeadersToTheByte()
    {
        await using var fixture = await SearchRerankTests.StartAsync();
        using var answer = await SendAsync(fixture, Search);

        Assert.StartsWith("reranked", answer.Headers.GetValues("X-TwinBert").Single(), StringComparison.Ordinal);
        Assert.Equal((Parent, State), (fixture.Upstream.Last.Headers["traceparent"], fixture.Upstream.Last.Headers["tracestate"]));
    }

    [Theory]
    [InlineData(ActivitySamplingResult.AllDataAndRecorded, "01")]
    [InlineData(ActivitySamplingResult.PropagationData, "00")]
    public async Task Search_WithAListener_GivesTheEngineAChildOfItsOwnSpan(ActivitySamplingResult sampling, string flags)
    {
        using var spans = new KeptSpans(sampling);
        await using var fixture = await SearchRerankTests.StartAsync();
        using var answer = await SendAsync(fixture, Search);

        var call = await spans.FindAsync(Spans.Search);

        Assert.Equal($"00-{Trace}-{call.SpanId}-{flags}", fixture.Upstream.Last.Headers["traceparent"]);
        Assert.Equal(State, fixture.Upstream.Last.Headers["tracestate"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no trace at all")]
    public async Task Search_WithoutATraceOfTheClients_BeginsOne(string? parent)
    {
        using var spans = new KeptSpans();
        await using var fixture = await SearchRerankTests.StartAsync(WithLogging);
        using var answer = await fixture.SendAsync(
            "POST", "/products/_search", SearchRerankTests.Json(Search), parent is null ? [] : [("traceparent", parent), ("tracestate", State)]);

        // The server has spans of its own for its log, of which nobody is told: they are no parent.
        var whole = await spans.FindAsync(Spans.Rerank);
        Assert.Equal(default, whole.ParentSpanId);
        Assert.StartsWith($"00-{whole.TraceId}-", fixture.Upstream.Last.Headers["traceparent"], StringComparison.Ordinal);
        Assert.DoesNotContain("tracestate", fixture.Upstream.Last.Headers.Keys);
    }

    [Fact]
    public async Task Search_WithinASpanOfTheServer_IsAChildOfThat()
    {
        using var spans = new KeptSpans();
        using var server = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(server);
        await using var fixture = await SearchRerankTests.StartAsync();
        using var answer = await SendAsync(fixture, Search);

        var whole = await spans.FindAsync(Spans.Rerank);

        Assert.Equal((Trace, ActivityKind.Internal, "Microsoft.AspNetCore"), ($"{whole.TraceId}", whole.Kind, whole.Parent?.Source.Name));
        Assert.Equal($"{Client}", $"{whole.Parent?.ParentSpanId}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OwnQuestions_BesideASearch_CarryNoTrace(bool listens)
    {
        using var spans = listens ? new KeptSpans() : null;
        await using var fixture = await SearchRerankTests.StartAsync();
        var asked = new ConcurrentDictionary<string, string>();
        foreach (var path in new[] { "/", "/_security/user/_privileges" })
        {
            var answer = path == "/" ? ScriptedUpstream.Json(fixture.Upstream.Root) : fixture.Upstream.Questions[path];
            fixture.Upstream.Questions[path] = context =>
            {
                asked[path] = string.Join(',', context.Request.Headers.Keys.Where(name => name.StartsWith("trace", StringComparison.OrdinalIgnoreCase)));
                return answer(context);
            };
        }

        using var response = await SendAsync(fixture, Search);

        Assert.StartsWith("reranked", response.Headers.GetValues("X-TwinBert").Single(), StringComparison.Ordinal);
        Assert.Equal([new("/", ""), new("/_security/user/_privileges", "")], asked.OrderBy(question => question.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_WithAListener_HasASpanForItsBatchAndKeepsTheClientsHeaders()
    {
        using var spans = new KeptSpans();
        await using var index = await Ingest.ScriptedIndex.StartAsync();
        using var answer = await index.Sidecar.SendAsync(
            "PUT", "/products/_doc/1", SearchRerankTests.Json("""{"title":"tie boot"}"""), ("traceparent", Parent), ("tracestate", State));

        var span = Assert.Single(spans.All(Spans.Encode), span => Tag(span, "twinbert.encode.side") == "document");

        Assert.Equal((Trace, Client, 1), ($"{span.TraceId}", $"{span.ParentSpanId}", span.GetTagItem("twinbert.encode.texts")));
        Assert.Equal((Parent, State), (index.WrittenHeaders["traceparent"], index.WrittenHeaders["tracestate"]));
    }

    [Fact]
    public void Start_WithoutAListener_IsNothingAndAllocatesNothing()
    {
        using var spans = new Spans(new ActivitySource(Spans.SourceName));
        var request = new DefaultHttpContext().Request;
        request.Headers.TraceParent = Parent;
        Assert.Null(spans.Start(Spans.Rerank, request.Headers));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            using var whole = spans.Start(Spans.Rerank, request.Headers);
            using var step = spans.Start(Spans.Search, ActivityKind.Client);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Task<HttpResponseMessage> SendAsync(SidecarFixture fixture, string search) =>
        fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(search), ("traceparent", Parent), ("tracestate", State));

    private static SidecarSettings WithLogging(SidecarSettings settings) => settings with { Logging = logging => logging.AddProvider(new LineProvider()) };

    private static string? Tag(Activity span, string name) => span.GetTagItem(name) as string;

    private sealed class LineProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new KeptLines<LineProvider>();

        public void Dispose()
        {
        }
    }
}
