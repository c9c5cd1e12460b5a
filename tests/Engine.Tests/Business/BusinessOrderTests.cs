using System.Text.Json;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Business;

/// <summary>
/// Business stays business: what an application puts first by its own numbers stays first at the weight that a package ships with. These are the searches
/// that bound it in <c>docs/model-packages.md</c>, "The weight".
/// </summary>
public sealed class BusinessOrderTests(RealEngines engines)
{
    private const int Page = 10;
    private const int LookUps = 50;

    // The groups of an addition are a promise only where the addition clearly outweighs the text: here by a factor.
    private const float Apart = 2;

    // The places of the promoted products among the engine's hits without promotion.
    private static readonly int[][] Promoted = [[2, 4, 7], [4, 11, 19], [7, 8, 9]];

    // What a package is scored by does not depend on the engine: the second is held on one.
    public static TheoryData<EngineKind, string> Kinds =>
        [.. Enum.GetValues<EngineKind>().Select(kind => (kind, "twinbert-en-base")), (EngineKind.Elasticsearch8, "twinbert-en-tiny")];

    [Theory, MemberData(nameof(Kinds))]
    public Task Search_ProductsPromotedByAFunctionsWeight_StayFirst(EngineKind kind, string package) => PromoteAsync(
        kind, package, (query, ids) => $$$"""{"function_score":{"query":{{{query}}},"functions":[{"filter":{"ids":{"values":{{{ids}}}}},"weight":20}]}}""");

    [Theory, MemberData(nameof(Kinds))]
    public Task Search_ProductsPromotedByAnIdsClause_StayFirst(EngineKind kind, string package) => PromoteAsync(
        kind, package, (query, ids) => $$$"""{"bool":{"must":[{{{query}}}],"should":[{"ids":{"values":{{{ids}}},"boost":100}}]}}""");

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_AvailableProductsFirstByAnAddition_StayApartOnTheFirstPage(EngineKind kind, string package)
    {
        await using var shop = await BusinessShop.OpenAsync(await engines.GetAsync(kind), package);
        var searches = 0;
        foreach (var judged in shop.Catalogue.Queries)
        {
            var query = $$$"""
                {"function_score":{"query":{{{Text(judged.Text)}}},"functions":[{"filter":{"term":{"available":true}},"weight":10}],"boost_mode":"sum"}}
                """;
            var own = await shop.DirectAsync(query);
            if (!IsApart(own))
            {
                continue;
            }

            searches++;
            var page = (await shop.ThroughAsync(query)).Take(Page).Select(hit => hit.IsAvailable).ToArray();
            Assert.True(page.SequenceEqual(page.OrderDescending()), $"'{judged.Text}' mixes the groups: {string.Join(' ', page)}.");
        }

        Assert.InRange(searches, 20, int.MaxValue);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PartNumber_KeepsItsPlace(EngineKind kind, string package)
    {
        await using var shop = await BusinessShop.OpenAsync(await engines.GetAsync(kind), package);
        var numbers = shop.PartNumbers().Where((_, i) => i % 7 == 0).Take(LookUps).ToArray();
        Assert.Equal(LookUps, numbers.Length);
        var lookUps = 0;
        foreach (var number in numbers.Select(number => JsonSerializer.Serialize(number)))
        {
            var anyPart = $$$"""{"match":{"metadata.sku":{{{number}}}}}""";
            var allParts = $$$$"""{"match":{"metadata.sku":{"query":{{{{number}}}},"operator":"and"}}}""";
            var searchBox = $$$"""{"multi_match":{"query":{{{number}}},"fields":["title","text","metadata.sku"]}}""";
            var product = (await shop.DirectAsync(allParts))[0].Id;
            foreach (var query in new[] { anyPart, allParts, searchBox })
            {
                if ((await shop.DirectAsync(query))[0].Id == product)
                {
                    lookUps++;
                    Assert.Equal((query, product), (query, (await shop.ThroughAsync(query))[0].Id));
                }
            }
        }

        Assert.InRange(lookUps, (3 * LookUps) - 5, 3 * LookUps);
    }

    private static string Text(string text) => $$$$"""{"multi_match":{"query":{{{{JsonSerializer.Serialize(text)}}}},"fields":["title","text"]}}""";

    private static bool IsApart(BusinessShop.ShopHit[] hits)
    {
        var (available, others) = (hits.Where(hit => hit.IsAvailable).ToArray(), hits.Where(hit => !hit.IsAvailable).ToArray());
        return available.Length > 0 && others.Length > 0 && available.Min(hit => hit.Score) >= Apart * others.Max(hit => hit.Score);
    }

    private async Task PromoteAsync(EngineKind kind, string package, Func<string, string, string> promote)
    {
        await using var shop = await BusinessShop.OpenAsync(await engines.GetAsync(kind), package);
        var searches = 0;
        foreach (var judged in shop.Catalogue.Queries)
        {
            var query = Text(judged.Text);
            var hits = await shop.DirectAsync(query);
            foreach (var places in Promoted.Where(places => places.Max() < hits.Length))
            {
                var ids = places.Select(place => hits[place].Id).ToHashSet();
                var promoted = promote(query, JsonSerializer.Serialize(ids));
                if (!ids.SetEquals((await shop.DirectAsync(promoted)).Take(ids.Count).Select(hit => hit.Id)))
                {
                    continue;
                }

                searches++;
                var first = (await shop.ThroughAsync(promoted)).Take(ids.Count).Select(hit => hit.Id);
                Assert.True(ids.SetEquals(first), $"'{judged.Text}' lost a promoted product: {string.Join(", ", first)} instead of {string.Join(", ", ids)}.");
            }
        }

        Assert.InRange(searches, 100, int.MaxValue);
    }
}
