using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Reading;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Takes a made-up search through the <see cref="SearchPipeline"/> before the first real one comes: code that has never run is compiled first, and that takes
/// longer than all of the time that a search has. Thread-safe.
/// </summary>
internal sealed class SearchRehearsal(BodyBuffers buffers, TimeProvider time)
{
    private const int Hits = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly byte[] Request = """{"query":{"bool":{"must":[{"multi_match":{"query":"a warm coat","fields":["title^2","text"]}}],"filter":[{"term":{"brand":"x"}}]}},"from":1,"size":2,"_source":["title"]}"""u8.ToArray();

    /// <summary>Rehearses for every engine and every head of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="query">An embedding of its query tower.</param>
    /// <param name="document">An embedding of its document tower.</param>
    /// <exception cref="InvalidOperationException">The search was not reranked.</exception>
    public async Task RunAsync(ServedModel model, QueryEmbedding query, DocumentEmbedding document)
    {
        var rehearsed = model with { Queries = new KnownQueryEncoder(model.Fingerprint, query), QueryCache = null };
        foreach (var family in Enum.GetValues<EngineFamily>())
        {
            foreach (var head in model.Heads)
            {
                var index = new ServedIndex("rehearsal", new IndexOptions { TextFields = ["title"], Crossing = head.Layer.Name }, rehearsed, head, []);
                await RunAsync(index, SearchDialect.For(family), Encoding.UTF8.GetBytes(Answer(index, Vector(family, document))));
            }
        }
    }

    private async Task RunAsync(ServedIndex index, SearchDialect dialect, byte[] answer)
    {
        var request = SearchShapeReader.Read("", Request, new() { Window = Hits, Field = index.Field });
        using var envelope = new SingleEnvelope(new SearchAttempt(index.Pattern, new EligibleSearch(index.Pattern, index, request, dialect)));
        var session = new SearchSession
        {
            Exchange = new RehearsedExchange(answer, buffers),
            Caller = new TrustedCaller(),
            Time = new(Patience, time),
            Verdict = new(),
        };
        await PipelineFor(index).RunAsync(envelope, session);
        if (session.Verdict.Of((int)HttpStatusCode.OK) is var verdict && verdict.Status != RerankStatus.Reranked)
        {
            throw new InvalidOperationException($"A search of an engine of the family {dialect.Family} ended with: {verdict}.");
        }
    }

    // Nothing of the rehearsal is counted, kept or logged.
    private SearchPipeline PipelineFor(ServedIndex index)
    {
        var indices = new ServedIndices(new Dictionary<string, IndexOptions> { [index.Pattern] = index.Options }, _ => index.Model, new());
        var limits = new LimitOptions();
        var callers = new KnownCallers();
        return new(
            new SearchPlanner(callers, new PlanCircuits(indices, limits, time), new RerankSwitch()),
            new ServedPages(time),
            new QueryEncoders([index.Model], callers, limits, time),
            new SearchRanking(new FailureLog(time, NullLogger<FailureLog>.Instance), time),
            new OwnAnswers(indices),
            buffers);
    }

    private static string Vector(EngineFamily family, DocumentEmbedding document) => family == EngineFamily.OpenSearch
        ? $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(document.Values.Span))}\""
        : $"[{string.Join(',', document.Values.ToArray())}]";

    private static string Answer(ServedIndex index, string vector)
    {
        var field = index.Field;
        var hits = Enumerable.Range(0, Hits).Select(rank => string.Create(CultureInfo.InvariantCulture, $$$"""
            {"_index":"i","_id":"{{{rank}}}","_score":{{{Hits - rank}}}.5,"_source":{"title":"coat","{{{field.Name}}}":{"embedding":[1],"model":"m","text_hash":"h"}},"fields":{"{{{field.VectorPath}}}":[{{{vector}}}],"{{{field.ModelPath}}}":["{{{index.Model.Fingerprint.Value}}}"]}}
            """));
        return $$$"""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":{{{Hits}}},"relation":"eq"},"max_score":{{{Hits}}}.5,"hits":[{{{string.Join(',', hits)}}}]}}""";
    }

    private sealed class KnownQueryEncoder(ModelFingerprint fingerprint, QueryEmbedding embedding) : IQueryEncoder
    {
        public ModelFingerprint Fingerprint => fingerprint;

        public int Dimensions => embedding.Dimensions;

        public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) => ValueTask.FromResult(embedding);
    }

    private sealed class RehearsedExchange(byte[] answer, BodyBuffers buffers) : ISearchExchange
    {
        public Task<EngineAnswer> SendAsync(OutgoingSearch search) =>
            EngineAnswer.ReadAsync(new HttpResponseMessage { Content = new ByteArrayContent(answer) }, buffers, answer.Length, CancellationToken.None);

        public Task PassOnAsync(EngineAnswer answer) => Task.CompletedTask;

        public Task WriteAsync(EngineAnswer answer, PooledBody page) => Task.CompletedTask;

        public Task<ReadOnlyMemory<byte>> ReadErrorAsync(EngineAnswer answer) => Task.FromResult<ReadOnlyMemory<byte>>(default);

        public byte[] Refusal(Exception cause) => [];
    }
}
