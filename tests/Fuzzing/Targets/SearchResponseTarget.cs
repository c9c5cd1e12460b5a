using System.Buffers;
using System.Text.Json.Nodes;
using TwinBert.Fuzzing.Oracles;
using TwinBert.Search.Dialects;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;

namespace TwinBert.Fuzzing.Targets;

/// <summary>
/// An answer to a widened search. It is refused, or its pages are well-formed and have the engine's hits, without what came only because of us.
/// </summary>
internal static class SearchResponseTarget
{
    private const int AddedMilliseconds = 3;

    private static readonly WidenedSearch Search =
        SearchRequestRewriter.Widen(SearchRequestReader.Read("q=shoe", default, new()).Request!, SearchDialect.For(EngineFamily.Elasticsearch));

    private static readonly SearchPage[] Pages = [new(0, 10), new(1, 2), new(3, 1)];

    public static void Run(ReadOnlyMemory<byte> input)
    {
        RunMultiple(input);
        foreach (var shows in (bool[])[false, true])
        {
            if (SearchResponse.TryRead(input, Search, new() { Dimensions = 2, ShowEmbedding = shows }, out var response))
            {
                Array.ForEach(Pages, page => Check(response, page, PlainJson.Read(input), shows));
            }
        }
    }

    private static void RunMultiple(ReadOnlyMemory<byte> input)
    {
        if (!MultiSearchResponse.TryRead(input, out var response))
        {
            return;
        }

        var same = new ArrayBufferWriter<byte>();
        response.Write(same, new ReadOnlyMemory<byte>?[response.Items.Count]);
        FuzzFindingException.Unless(same.WrittenSpan.SequenceEqual(input.Span), "An answer to several searches changed, though none of its items did.");
        var replaced = new ArrayBufferWriter<byte>();
        response.Write(replaced, [.. response.Items.Select(_ => (ReadOnlyMemory<byte>?)"{}"u8.ToArray())]);
        FuzzFindingException.Unless(
            PlainJson.Read(input) is null || PlainJson.Read(replaced.WrittenMemory) is not null,
            "An answer to several searches is no JSON once its items are others.");
    }

    private static void Check(SearchResponse response, SearchPage page, JsonNode? whole, bool shows)
    {
        var count = response.Hits.Count;
        var engine = new ArrayBufferWriter<byte>();
        SearchResponseWriter.WriteEnginePage(engine, response, page, AddedMilliseconds);
        var reversed = new ArrayBufferWriter<byte>();
        var ranks = Enumerable.Range(0, count).Reverse().ToArray();
        SearchResponseWriter.WritePage(reversed, response, page, new(ranks, new float[count]), AddedMilliseconds);
        if (whole is null)
        {
            return;
        }

        var hits = whole["hits"]!["hits"]!.AsArray();
        Check(PlainJson.Read(engine.WrittenMemory), page, [.. hits], whole, shows);
        Check(PlainJson.Read(reversed.WrittenMemory), page, [.. ranks.Select(rank => hits[rank])], whole, shows);
    }

    private static void Check(JsonNode? written, SearchPage page, JsonNode?[] hits, JsonNode whole, bool shows)
    {
        FuzzFindingException.Unless(written is not null, "The page is no JSON.");
        var given = written!["hits"]!["hits"]!.AsArray();
        var wanted = hits.Skip(page.From).Take(page.Size).ToArray();
        FuzzFindingException.Unless(given.Count == wanted.Length, $"The page has {given.Count} hits in place of {wanted.Length}.");
        for (var i = 0; i < wanted.Length; i++)
        {
            FuzzFindingException.Unless(
                shows || given[i]!["_source"] is not JsonObject source || !source.ContainsKey("twinbert"),
                "A hit shows its embedding.");
            FuzzFindingException.Unless(PlainJson.AreSame(Core(given[i]), Core(wanted[i])), "A hit is another.");
        }

        FuzzFindingException.Unless(PlainJson.AreSame(Frame(written), Frame(whole)), "What stands around the hits changed.");
    }

    private static JsonNode? Core(JsonNode? hit)
    {
        var copy = EmbeddingFree.Of(hit?.DeepClone());
        (copy as JsonObject)?.Remove("_score");
        return copy;
    }

    private static JsonObject Frame(JsonNode answer)
    {
        var copy = answer.DeepClone().AsObject();
        copy.Remove("took");
        copy["hits"]!.AsObject().Remove("hits");
        copy["hits"]!.AsObject().Remove("max_score");
        return (JsonObject)EmbeddingFree.Of(copy)!;
    }
}
