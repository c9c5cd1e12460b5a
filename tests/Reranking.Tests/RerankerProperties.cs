using System.Buffers;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Responses;

namespace TwinBert.Reranking.Tests;

public sealed class RerankerProperties
{
    private readonly Reranker _reranker = new(new TableCrossing(), new(Answers.Model), typicalSimilarity: 0.1f);

    [Property(MaxTest = 300)]
    public Property Rerank_AnyHits_DescendByScoreAndStayAboveTheTail() => Prop.ForAll(Cases().ToArbitrary(), test =>
    {
        var response = Answers.Of(test.Hits);
        var result = _reranker.Rerank(Request(response, test));
        if (result.Order is not { } order)
        {
            return result.Outcome is RerankOutcome.NoHits or RerankOutcome.NoEmbeddings;
        }

        var scores = order.Scores.ToArray().Concat(response.Hits.Skip(result.Window).Select(hit => hit.UpstreamScore)).ToArray();
        return order.Ranks.ToArray().Order().SequenceEqual(Enumerable.Range(0, result.Window))
            && scores.Zip(scores.Skip(1)).All(pair => pair.First >= pair.Second)
            && scores.All(score => float.IsFinite(score) && score >= 0)
            && (test.Scores == ScoreContract.RankPreserving || TiesKeepTheirOrder(order));
    });

    [Property(MaxTest = 300)]
    public Property WritePage_PagesOfAnySize_JoinToTheOneBigPage() => Prop.ForAll(Cases().ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (test, size) =>
    {
        var response = Answers.Of(test.Hits);
        var order = _reranker.Rerank(Request(response, test)).Order ?? new HitOrder(default, default);
        var whole = Page(response, order, 0, test.Hits.Length + 1);
        var joined = new List<(string, float)>();
        for (var from = 0; from < test.Hits.Length; from += size)
        {
            // What the engine answers to a page: the window, or up to the page's end where that lies behind it.
            var wide = Answers.Of(test.Hits.Take(Math.Max(test.Window, from + size)));
            var own = _reranker.Rerank(Request(wide, test)).Order ?? new HitOrder(default, default);
            joined.AddRange(Page(wide, own, from, size));
        }

        return joined.SequenceEqual(whole) && whole.Select(hit => hit.Id).Distinct().Count() == test.Hits.Length;
    });

    private static bool TiesKeepTheirOrder(HitOrder order) => Enumerable.Range(1, Math.Max(0, order.Ranks.Length - 1)).All(place =>
        order.Scores.Span[place] != order.Scores.Span[place - 1] || order.Ranks.Span[place] > order.Ranks.Span[place - 1]);

    private static List<(string Id, float Score)> Page(SearchResponse response, HitOrder order, int start, int size)
    {
        var output = new ArrayBufferWriter<byte>();
        SearchResponseWriter.WritePage(output, response, new(start, size), order);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => (hit.GetProperty("_id").GetString()!, hit.GetProperty("_score").GetSingle()))];
    }

    private static RerankRequest Request(SearchResponse response, ((float, int?)[] Hits, int Window, double Weight, ScoreContract Scores) test) =>
        Answers.Request(response, test.Window, test.Weight) with { Scores = test.Scores };

    private static Gen<((float Score, int? Similarity)[] Hits, int Window, double Weight, ScoreContract Scores)> Cases() =>
        from steps in Gen.Choose(0, 3).ListOf()
        from similarities in Gen.Frequency((1, Gen.Constant<int?>(null)), (3, Gen.Choose(-100, 100).Select(value => (int?)value))).ListOf(steps.Count)
        from window in Gen.Choose(1, 30)
        from weight in Gen.Elements(0.0, 0.5, 1.0, 4.0, 20.0)
        from contract in Gen.Elements(Enum.GetValues<ScoreContract>())
        let scores = steps.Select((_, i) => 1f + steps.Skip(i).Sum())
        select (scores.Zip(similarities).ToArray(), window, weight, contract);
}
