using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Takes a made-up search from its request to its page before the first real one comes: code that has never run is compiled first, and that takes
/// longer than all of the time that a search has. Immutable and thread-safe.
/// </summary>
internal sealed class SearchRehearsal(SidecarModel model, RerankerTable rerankers)
{
    private const int Hits = 3;

    private static readonly byte[] Request = """{"query":{"bool":{"must":[{"multi_match":{"query":"a warm coat","fields":["title^2","text"]}}],"filter":[{"term":{"brand":"x"}}]}},"from":1,"size":2,"_source":["title"]}"""u8.ToArray();

    /// <summary>Rehearses for every engine and every crossing layer.</summary>
    /// <param name="query">An embedding of the model's query tower.</param>
    /// <param name="document">An embedding of its document tower.</param>
    public void Run(QueryEmbedding query, DocumentEmbedding document)
    {
        var field = new EmbeddingField(EmbeddingField.DefaultName);
        foreach (var family in Enum.GetValues<EngineFamily>())
        {
            var answer = Encoding.UTF8.GetBytes(Answer(field, Vector(family, document)));
            foreach (var crossing in rerankers.Crossings)
            {
                Rehearse(new() { Crossing = crossing }, SearchDialect.For(family), answer, query);
            }
        }
    }

    private void Rehearse(IndexOptions index, SearchDialect dialect, byte[] answer, QueryEmbedding query)
    {
        var request = SearchRequestReader.Read("", Request, new() { Window = Hits, Field = new EmbeddingField(index.EmbeddingField) }).Request!;
        var search = new EligibleSearch("rehearsal", index, request, dialect);
        if (!SearchResponse.TryRead(answer, SearchRequestRewriter.Widen(request, dialect), new() { Dimensions = query.Dimensions }, out var response))
        {
            throw new InvalidOperationException($"What an engine of the family {dialect.Family} answers is not understood.");
        }

        var enginesPage = RerankedHits.Skipped(RerankReason.NoHits, TimeSpan.Zero);
        var reranked = enginesPage with { Order = rerankers.Rerank(search, response, query).Order };
        reranked.WritePage(new ArrayBufferWriter<byte>(), response, search);
        enginesPage.WritePage(new ArrayBufferWriter<byte>(), response, search);
    }

    private static string Vector(EngineFamily family, DocumentEmbedding document) => family == EngineFamily.OpenSearch
        ? $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes(document.Values.Span))}\""
        : $"[{string.Join(',', document.Values.ToArray())}]";

    private string Answer(EmbeddingField field, string vector)
    {
        var hits = Enumerable.Range(0, Hits).Select(rank => string.Create(CultureInfo.InvariantCulture, $$$"""
            {"_index":"i","_id":"{{{rank}}}","_score":{{{Hits - rank}}}.5,"_source":{"title":"coat","{{{field.Name}}}":{"embedding":[1],"model":"m","text_hash":"h"}},"fields":{"{{{field.VectorPath}}}":[{{{vector}}}],"{{{field.ModelPath}}}":["{{{model.Fingerprint.Value}}}"]}}
            """));
        return $$$"""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":{{{Hits}}},"relation":"eq"},"max_score":{{{Hits}}}.5,"hits":[{{{string.Join(',', hits)}}}]}}""";
    }
}
