using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TwinBert.Configuration;
using TwinBert.Fuzzing.Oracles;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Fuzzing.Targets;

/// <summary>
/// A search and the engine's answer to it, divided by a line feed, through the sidecar's own pipeline. The search is left to the engine, or answered
/// with a page
/// that is as well-formed as the engine's answer, and the verdict is one that has a meaning.
/// </summary>
internal static class SearchPipelineTarget
{
    private static readonly LimitOptions Limits = new() { RerankTimeout = TimeSpan.FromMinutes(1) };
    private static readonly BodyBuffers Buffers = new(Limits);
    private static readonly ServedModel Model = new()
    {
        Fingerprint = new("0123456789ab"),
        QueryFingerprint = new("0123456789ab"),
        Queries = new OneQuery(),
        Documents = new OneQuery(),
        Heads = [new(new CosineCrossing(OneQuery.Length), 0)],
        Weights = new(1, 1),
    };

    private static readonly ServedIndices Indices = new(
        new Dictionary<string, IndexOptions> { ["shop"] = new() { TextFields = ["title"], Window = 5 } }, _ => Model, new());

    private static readonly SearchPipeline Pipeline = Compose();

    public static void Run(ReadOnlyMemory<byte> input)
    {
        var line = input.Span.IndexOf((byte)'\n');
        if (line < 0)
        {
            return;
        }

        var index = Indices.FindAll("shop")!;
        var shape = SearchShapeReader.Read("", input[..line], new() { Window = index.Options.Window, Field = index.Field });
        if (!shape.Window.IsEligible)
        {
            return;
        }

        var exchange = new Exchange(input[(line + 1)..].ToArray());
        var session = new SearchSession
        {
            Exchange = exchange,
            Caller = new TrustedCaller(),
            Time = new(Limits.RerankTimeout, TimeProvider.System),
            Verdict = new(),
        };
        using var envelope = new SingleEnvelope(
            new SearchAttempt("shop", new EligibleSearch("shop", index, shape, SearchDialect.For(EngineFamily.Elasticsearch))));
        var isAnswered = Pipeline.RunAsync(envelope, session).GetAwaiter().GetResult();
        var verdict = session.Verdict.Of(200);
        envelope.End([verdict]);
        FuzzFindingException.Unless(isAnswered == exchange.Page is not null, "An answer was promised that was not given, or the other way round.");
        FuzzFindingException.Unless(verdict.Reason is not { } reason || SearchEnds.Reasons.Contains(reason), $"The verdict has no meaning: {verdict}");
        FuzzFindingException.Unless(isAnswered || verdict.Status != RerankStatus.Reranked, "A search is said to be reranked that was left to the engine.");
        FuzzFindingException.Unless(
            exchange.Page is null || PlainJson.Read(exchange.Answer) is null || PlainJson.Read(exchange.Page) is not null,
            $"The page is no JSON: {Encoding.UTF8.GetString(exchange.Page ?? [])}");
    }

    private static SearchPipeline Compose()
    {
        var callers = new KnownCallers();
        return new(
            new SearchPlanner(callers, new PlanCircuits(Indices, Limits, TimeProvider.System), new RerankSwitch()),
            new ServedPages(TimeProvider.System),
            new QueryEncoders([Model], callers, Limits, TimeProvider.System),
            new SearchRanking(new FailureLog(TimeProvider.System, NullLogger<FailureLog>.Instance), TimeProvider.System),
            new OwnAnswers(Indices),
            Buffers);
    }

    private sealed class OneQuery : IQueryEncoder, IDocumentEncoder
    {
        public const int Length = 2;

        public ModelFingerprint Fingerprint => Model.Fingerprint;

        public int Dimensions => Length;

        public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new QueryEmbedding(new[] { 0.6f, 0.8f }));

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class Exchange(byte[] answer) : ISearchExchange
    {
        public ReadOnlyMemory<byte> Answer => answer;

        public byte[]? Page { get; private set; }

        public Task<EngineAnswer> SendAsync(OutgoingSearch search) =>
            EngineAnswer.ReadAsync(new HttpResponseMessage { Content = new ByteArrayContent(answer) }, Buffers, answer.Length, CancellationToken.None);

        public Task PassOnAsync(EngineAnswer engine) => Task.CompletedTask;

        public Task WriteAsync(EngineAnswer engine, PooledBody page)
        {
            Page = page.Bytes.ToArray();
            return Task.CompletedTask;
        }

        public Task<ReadOnlyMemory<byte>> ReadErrorAsync(EngineAnswer engine) => Task.FromResult<ReadOnlyMemory<byte>>(default);

        public byte[] Refusal(Exception cause) => [];
    }
}
