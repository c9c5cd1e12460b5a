using System.Buffers;
using System.Buffers.Text;
using TwinBert.Search.Cutting;
using TwinBert.Search.Json;

namespace TwinBert.Search.Responses;

/// <summary>
/// Writes the page that the client asked for out of the answer to a widened search. Hits are moved as the bytes that they are; what changes is
/// their order, <c>_score</c>, <c>max_score</c> and <c>took</c>, and what came only because of us is left out. Thread-safe.
/// </summary>
public static class SearchResponseWriter
{
    /// <summary>Writes a page in a new order.</summary>
    /// <param name="output">Receives the body.</param>
    /// <param name="response">The answer to the widened search.</param>
    /// <param name="page">The page that the client asked for.</param>
    /// <param name="order">The new order.</param>
    /// <param name="addedMilliseconds">What <c>took</c> is raised by.</param>
    public static void WritePage(IBufferWriter<byte> output, SearchResponse response, SearchPage page, HitOrder order, long addedMilliseconds = 0)
    {
        var edits = new JsonEdits();
        AddTook(edits, response, addedMilliseconds);
        if (order.Scores.Length > 0 && response.Layout.MaxScore.Length > 0)
        {
            var text = new byte[32];
            edits.Replace(response.Layout.MaxScore, text.AsMemory(0, ScoreText.Format(order.Scores.Span[0], text)));
        }

        Write(output, response, page, order, edits);
    }

    /// <summary>Writes the engine's own page: what it would have answered to the client's own request.</summary>
    /// <param name="output">Receives the body.</param>
    /// <param name="response">The answer to the widened search.</param>
    /// <param name="page">The page that the client asked for.</param>
    /// <param name="addedMilliseconds">What <c>took</c> is raised by.</param>
    public static void WriteEnginePage(IBufferWriter<byte> output, SearchResponse response, SearchPage page, long addedMilliseconds = 0)
    {
        var edits = new JsonEdits();
        AddTook(edits, response, addedMilliseconds);
        Write(output, response, page, null, edits);
    }

    private static void Write(IBufferWriter<byte> output, SearchResponse response, SearchPage page, HitOrder? order, JsonEdits edits)
    {
        var json = response.Json.Span;
        var array = response.Layout.Hits;
        foreach (var cut in response.Cuts)
        {
            if (cut.End <= array.Start || cut.Start >= array.End)
            {
                edits.Remove(cut);
            }
        }

        edits.Write(json, JsonSpan.Between(0, array.Start), output);
        WriteHits(output, response, page, order);
        edits.Write(json, JsonSpan.Between(array.End, json.Length), output);
    }

    private static void WriteHits(IBufferWriter<byte> output, SearchResponse response, SearchPage page, HitOrder? order)
    {
        var json = response.Json.Span;
        var array = response.Layout.Hits;
        var hits = response.Candidates;
        if (hits.Length == 0)
        {
            output.Write(array.In(json));
            return;
        }

        // The layout before, between and after hits, taken from where they stand now.
        var before = json[(array.Start + 1)..hits[0].Span.Start];
        var end = (int)Math.Min((long)page.From + page.Size, hits.Length);
        if (page.From >= end)
        {
            output.Write(before.IsEmpty ? "[]"u8 : "[ ]"u8);
            return;
        }

        output.Write("["u8);
        output.Write(before);
        for (var i = page.From; i < end; i++)
        {
            if (i > page.From)
            {
                output.Write(","u8);
                output.Write(before);
            }

            WriteHit(output, response, i, order);
        }

        output.Write(json[hits[^1].Span.End..array.End]);
    }

    private static void WriteHit(IBufferWriter<byte> output, SearchResponse response, int place, HitOrder? order)
    {
        var json = response.Json.Span;
        var isReordered = order is not null && place < order.Ranks.Length;
        ref readonly var hit = ref response.Candidates[isReordered ? order!.Ranks.Span[place] : place];
        var cuts = response.Cuts.AsSpan(hit.Cuts);
        if (!isReordered || hit.Score.Length == 0)
        {
            CutWriter.Write(json, hit.Span, cuts, output);
            return;
        }

        CutWriter.Write(json, JsonSpan.Between(hit.Span.Start, hit.Score.Start), cuts, output);
        ScoreText.Write(order!.Scores.Span[place], output);
        CutWriter.Write(json, JsonSpan.Between(hit.Score.End, hit.Span.End), cuts, output);
    }

    private static void AddTook(JsonEdits edits, SearchResponse response, long addedMilliseconds)
    {
        var took = response.Layout.Took;
        if (addedMilliseconds > 0
            && Utf8Parser.TryParse(took.In(response.Json.Span), out long milliseconds, out var length)
            && length == took.Length
            && milliseconds is >= 0 and < long.MaxValue / 2)
        {
            var text = new byte[32];
            Utf8Formatter.TryFormat(milliseconds + Math.Min(addedMilliseconds, long.MaxValue / 2), text, out var written);
            edits.Replace(took, text.AsMemory(0, written));
        }
    }
}
