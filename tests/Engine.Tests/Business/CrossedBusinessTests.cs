using System.Text.Json;
using TwinBert.Search.Features;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Business;

/// <summary>
/// What an application adds to the score of the text, or multiplies it by, does with the new score what it did with the engine's: on the sample catalogue, with
/// the package and the weight as they ship, and the crossing in the search itself.
/// </summary>
public sealed class CrossedBusinessTests(RealEngines engines)
{
    private static readonly int[][] Promoted = [[2, 4, 7], [4, 11, 19], [7, 8, 9]];

    public static TheoryData<EngineKind, RerankForm> Forms =>
        [.. Enum.GetValues<EngineKind>().SelectMany(kind => new[] { (kind, RerankForm.Wrap), (kind, RerankForm.Rescore) })];

    [Theory, MemberData(nameof(Forms))]
    public async Task Write_BusinessOfAnApplication_StaysWhatItWas(EngineKind kind, RerankForm form)
    {
        await using var shop = await BusinessShop.OpenAsync(await engines.GetAsync(kind));
        foreach (var weight in new[] { 20, 1000 })
        {
            await PromoteAsync(shop, form, (query, ids) =>
                $$$"""{"function_score":{"query":{{{query}}},"functions":[{"filter":{"ids":{"values":{{{ids}}}}},"weight":{{{weight}}}}]}}""");
        }

        await PromoteAsync(shop, form, (query, ids) => $$$"""{"bool":{"must":[{{{query}}}],"should":[{"ids":{"values":{{{ids}}},"boost":100}}]}}""");
        await KeepApartAsync(shop, form, 1000);
        await KeepApartAsync(shop, form, 10);
        await LookUpAsync(shop, form);
        await MoveAsMuchAsync(shop, form, """{"field_value_factor":{"field":"sold","modifier":"log1p"}}""");
        await MoveAsMuchAsync(shop, form, """{"gauss":{"sold":{"origin":1000,"scale":300}}}""");
    }

    private static async Task PromoteAsync(BusinessShop shop, RerankForm form, Func<string, string, string> promote)
    {
        var searches = 0;
        foreach (var judged in shop.Catalogue.Queries)
        {
            var query = Text(judged.Text);
            var hits = await shop.DirectAsync(query);
            foreach (var places in Promoted.Where(places => places.Max() < hits.Length))
            {
                var ids = places.Select(place => hits[place].Id).ToHashSet();
                var promoted = promote(query, JsonSerializer.Serialize(ids));
                if (ids.SetEquals((await shop.DirectAsync(promoted)).Take(ids.Count).Select(hit => hit.Id)))
                {
                    searches++;
                    var first = (await shop.CrossedAsync(form, promoted)).Take(ids.Count).Select(hit => hit.Id);
                    Assert.True(ids.SetEquals(first), $"'{judged.Text}' lost a promoted product of {promoted}.");
                }
            }
        }

        Assert.InRange(searches, 100, int.MaxValue);
    }

    /// <summary>An addition that is more than all the text can be keeps its groups apart, which a factor on the sum would not.</summary>
    private static async Task KeepApartAsync(BusinessShop shop, RerankForm form, int addition)
    {
        var searches = 0;
        foreach (var judged in shop.Catalogue.Queries)
        {
            var text = Text(judged.Text);
            var best = (await shop.CrossedAsync(form, text))[0].Score;
            var query = $$$$"""
                {"bool":{"must":{{{{text}}}},"should":[{"term":{"available":{"value":true}}},
                {"constant_score":{"filter":{"term":{"available":true}},"boost":{{{{addition}}}} } }]}}
                """;
            if (best < addition)
            {
                searches++;
                var hits = (await shop.CrossedAsync(form, query)).Select(hit => hit.IsAvailable).ToArray();
                Assert.True(hits.SequenceEqual(hits.OrderDescending()), $"'{judged.Text}' mixes the groups: {string.Join(' ', hits)}.");
            }
        }

        Assert.InRange(searches, 20, int.MaxValue);
    }

    private static async Task LookUpAsync(BusinessShop shop, RerankForm form)
    {
        var lookUps = 0;
        foreach (var number in shop.PartNumbers().Where((_, i) => i % 7 == 0).Take(50).Select(number => JsonSerializer.Serialize(number)))
        {
            var query = $$$"""{"multi_match":{"query":{{{number}}},"fields":["title","text","metadata.sku"]}}""";
            var product = (await shop.DirectAsync($$$$"""{"match":{"metadata.sku":{"query":{{{{number}}}},"operator":"and"}}}"""))[0].Id;
            if ((await shop.DirectAsync(query))[0].Id == product)
            {
                lookUps++;
                Assert.Equal((query, product), (query, (await shop.CrossedAsync(form, query))[0].Id));
            }
        }

        Assert.InRange(lookUps, 45, 50);
    }

    /// <summary>How far a function moves hits: the rank correlation of the orders with it and without, on the average of all queries.</summary>
    private static async Task MoveAsMuchAsync(BusinessShop shop, RerankForm form, string function)
    {
        var (own, crossed, queries) = (0.0, 0.0, 0);
        foreach (var judged in shop.Catalogue.Queries)
        {
            var text = Text(judged.Text);
            var query = $$$"""{"function_score":{"query":{{{text}}},"functions":[{{{function}}}]}}""";
            var (plain, moved) = (await shop.DirectAsync(text), await shop.DirectAsync(query));
            if (plain.Length is > 5 and < 100)
            {
                queries++;
                own += Correlation(plain, moved);
                crossed += Correlation(await shop.CrossedAsync(form, text), await shop.CrossedAsync(form, query));
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{function}: rank correlation {own / queries:f3} of the engine's own, {crossed / queries:f3} crossed");
        Assert.InRange(queries, 10, int.MaxValue);
        Assert.Equal(own / queries, crossed / queries, 0.1);
    }

    private static double Correlation(BusinessShop.ShopHit[] first, BusinessShop.ShopHit[] second)
    {
        var ranks = second.Index().ToDictionary(hit => hit.Item.Id, hit => hit.Index);
        var squares = first.Index().Sum(hit => Math.Pow(hit.Index - ranks[hit.Item.Id], 2));
        return 1 - (6 * squares / (first.Length * (Math.Pow(first.Length, 2) - 1)));
    }

    private static string Text(string text) => $$$$"""{"multi_match":{"query":{{{{JsonSerializer.Serialize(text)}}}},"fields":["title","text"]}}""";
}
