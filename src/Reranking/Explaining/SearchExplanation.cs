using System.Buffers;
using System.Text.Json;
using TwinBert.Model.Encoding;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;

namespace TwinBert.Reranking.Explaining;

/// <summary>
/// Both orders of a search's best hits, and why each hit is where it is: the engine's score, the model's similarity, and the factor that it makes of it. Found
/// by a search of its own, so that every search can be explained, whatever its plan. Belongs to one search.
/// </summary>
public sealed class SearchExplanation
{
    private readonly ExplanationOptions _options;
    private readonly WidenedSearch _widened;
    private readonly string _queryString;

    private SearchExplanation(ExplanationOptions options, WidenedSearch widened, string queryString)
    {
        _options = options;
        _widened = widened;
        _queryString = queryString;
    }

    /// <summary>Prepares to explain a search.</summary>
    /// <param name="search">The client's search.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="options">How it is reranked.</param>
    /// <returns>The explanation; <see langword="null"/> for a search that cannot be explained.</returns>
    public static SearchExplanation? Of(SearchShape search, SearchDialect dialect, ExplanationOptions options)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(options);
        var (queryString, body) = RelevanceSearch.Write(search, options.Window);
        var shape = SearchShapeReader.Read(queryString, body, new()
        {
            Window = options.Window,
            QueryText = search.QueryText,
            Field = options.Field,
        });
        return shape.Window.Request is { } request ? new(options, SearchRequestRewriter.Widen(request, dialect), queryString) : null;
    }

    /// <summary>The search to send.</summary>
    public OutgoingSearch Write() => new(_widened.QueryString ?? _queryString, _widened.Body);

    /// <summary>Makes the explanation of what the engine answered.</summary>
    /// <param name="answer">The answer to <see cref="Write"/>.</param>
    /// <param name="query">The query's embedding.</param>
    /// <param name="plan">The plan by which the client's own page was made.</param>
    /// <returns>A JSON object; <see langword="null"/> where the answer is an error, or the model gives no numbers.</returns>
    public byte[]? Explain(ReadOnlyMemory<byte> answer, QueryEmbedding query, string plan)
    {
        var reading = new ResponseReadOptions { Dimensions = _options.Reranker.Dimensions };
        if (!SearchResponse.TryRead(answer, _widened, reading, out var response)
            || _options.Reranker.Similarities(query, response.Hits) is not { } similarities)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("plan"u8, plan);
        json.WriteString("model"u8, _options.Reranker.Fingerprint.Value);
        json.WriteString("query_text"u8, _options.QueryText);
        json.WriteNumber("model_weight"u8, _options.ModelWeight);
        json.WriteNumber("typical_similarity"u8, _options.Reranker.TypicalSimilarity);
        json.WriteStartArray("hits"u8);
        WriteHits(json, Names(answer), response.Hits, similarities);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private void WriteHits(Utf8JsonWriter json, List<(string? Index, string? Id)> names, IReadOnlyList<CandidateHit> hits, float?[] similarities)
    {
        var fusion = new ScoreFusion(_options.ModelWeight, _options.Reranker.TypicalSimilarity);
        var scores = hits.Zip(similarities, (hit, similarity) => fusion.Fuse(hit.UpstreamScore, similarity ?? _options.Reranker.TypicalSimilarity)).ToArray();
        foreach (var (rank, place) in Enumerable.Range(0, hits.Count).OrderByDescending(place => scores[place]).Index())
        {
            json.WriteStartObject();
            json.WriteString("_index"u8, names[place].Index);
            json.WriteString("_id"u8, names[place].Id);
            json.WriteNumber("engine_rank"u8, place + 1);
            json.WriteNumber("rank"u8, rank + 1);
            json.WriteNumber("engine_score"u8, hits[place].UpstreamScore);
            if (similarities[place] is { } similarity)
            {
                json.WriteNumber("similarity"u8, similarity);
            }
            else
            {
                json.WriteNull("similarity"u8);
            }

            json.WriteNumber("factor"u8, fusion.Fuse(1, similarities[place] ?? _options.Reranker.TypicalSimilarity));
            json.WriteNumber("score"u8, scores[place]);
            json.WriteEndObject();
        }
    }

    private static List<(string? Index, string? Id)> Names(ReadOnlyMemory<byte> answer)
    {
        using var json = JsonDocument.Parse(answer);
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit =>
            (hit.GetProperty("_index").GetString(), hit.TryGetProperty("_id", out var id) ? id.GetString() : null))];
    }
}
