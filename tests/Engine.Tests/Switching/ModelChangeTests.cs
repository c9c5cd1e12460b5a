using TwinBert.Engine.Tests.Writing;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Switching;

/// <summary>
/// Another model takes the place of the one in use while searches and writes go on: nothing fails, and each search is ranked by one of the two.
/// </summary>
public sealed class ModelChangeTests(RealEngines engines)
{
    private static readonly string[] Queries = ["lamp", "oak", "garden"];

    public static TheoryData<EngineKind, string> Plans =>
        [.. Enum.GetValues<EngineKind>().SelectMany(kind => new[] { "window", "auto" }.Select(plan => (kind, plan)))];

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Plans))]
    public async Task Switch_WhileSearchesGoOn_ChangesTheOrderOfAllAndBackAgain(EngineKind kind, string plan)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, plan);
        var old = await OrdersAsync(change, 0);
        await change.ReloadAsync(change.During());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var searching = change.SearchOnAsync(Queries, stop.Token);

        await change.BackfillAsync();
        Assert.Equal(old, await OrdersAsync(change, 1));

        await change.DecideAsync(ModelChange.NewField, ModelChange.OldField, ModelChange.New.Fingerprint);
        await change.ServingAsync(ModelChange.NewField);
        var next = await OrdersAsync(change, 0);
        Assert.Equal(next, await OrdersAsync(change, 1));
        Assert.All(Queries, query => Assert.NotEqual(old[query], next[query]));

        await change.DecideAsync(ModelChange.OldField, ModelChange.NewField, ModelChange.Old.Fingerprint);
        await change.ServingAsync(ModelChange.OldField);
        Assert.Equal(old, await OrdersAsync(change, 0));
        Assert.Equal(old, await OrdersAsync(change, 1));

        await change.DecideAsync(ModelChange.NewField, ModelChange.OldField, ModelChange.New.Fingerprint);
        await change.ServingAsync(ModelChange.NewField);
        await change.ReloadAsync(change.After(), only: 0);
        Assert.Equal(next, await OrdersAsync(change, 0));
        Assert.Equal(next, await OrdersAsync(change, 1));
        await change.ReloadAsync(change.After(), only: 1);

        await stop.CancelAsync();
        Assert.All(await searching, met => Assert.Contains(met.Order, new[] { old[met.Query], next[met.Query] }));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Write_WhileThereAreTwoModels_GetsBothEmbeddings(EngineKind kind)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, "window");
        await change.ReloadAsync(change.During());
        var both = (ModelChange.Old.Fingerprint.Value, ModelChange.New.Fingerprint.Value, true);

        await change.SendAsync(0, "PUT", $"/{change.Index}/_doc/new", """{"title":"a new lamp" }""");
        await change.SendAsync(1, "POST", $"/{change.Index}/_bulk", "{\"index\":{\"_id\":\"bulk\"}}\n{\"title\":\"another lamp\"}\n");
        await change.SendAsync(0, "POST", $"/{change.Index}/_update/1", """{"doc":{"title":"an updated lamp"}}""");
        await change.SendAsync(1, "PUT", $"/{change.Index}/_doc/2", """{"title":"written anew"}""");
        await change.SendAsync(0, "POST", $"/{change.Index}/_update/upserted", """{"doc":{"title":"made by an upsert"},"doc_as_upsert":true}""");

        foreach (var id in new[] { "new", "bulk", "1", "2", "upserted" })
        {
            Assert.Equal(both, await change.EmbeddingsAsync(id));
        }

        Assert.Equal((both.Item1, null, false), await change.EmbeddingsAsync("3"));
        Assert.Equal("""{"title":"a new lamp" }""", await change.SendAsync(0, "GET", $"/{change.Index}/_source/new"));
        await change.SendAsync(0, "POST", $"/{change.Index}/_update/1", """{"doc":{"title":null}}""");
        Assert.Equal((null, null, true), await change.EmbeddingsAsync("1"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Write_ByAScriptWhileThereAreTwoModels_GetsBothEmbeddingsOfTheNewText(EngineKind kind)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, "window");
        await change.ReloadAsync(change.During());

        await change.SendAsync(0, "POST", $"/{change.Index}/_update/1", """{"script":{"source":"ctx._source.title = 'changed by a script'"}}""");

        while (await change.EmbeddingsAsync("1") != (ModelChange.Old.Fingerprint.Value, ModelChange.New.Fingerprint.Value, true))
        {
            await Task.Delay(100, Cancel);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Read_WhileThereAreTwoObjects_ShowsNeither(EngineKind kind)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, "auto");
        await change.ReloadAsync(change.During());
        await change.BackfillAsync();
        const string Query = "\"query\":{\"match\":{\"title\":\"lamp\"}}";
        (string Method, string Target, string? Body)[] reads =
        [
            ("GET", "/_doc/1", null), ("GET", "/_source/1", null), ("POST", "/_mget", """{"ids":["1","2"]}"""),
            ("POST", "/_search", $$"""{{{Query}}}"""), ("POST", "/_search", $$"""{{{Query}},"sort":"_doc"}"""),
            ("POST", "/_search", $$"""{{{Query}},"fields":["*"]}"""), ("POST", "/_search", $$"""{{{Query}},"fields":["twinbert*"],"sort":"_doc"}"""),
            ("POST", "/_search?format=yaml", $$"""{{{Query}}}"""), ("GET", "/_doc/1?format=yaml", null),
            ("POST", "/_search", $$"""{{{Query}},"aggs":{"best":{"top_hits":{"size":2} } } }"""),
            ("POST", "/_msearch", "{}\n{" + Query + "}\n{}\n{" + Query + ",\"sort\":\"_doc\"}\n"),
            ("POST", "/_update/1?_source=true", """{"doc":{"title":"a lamp that is updated"}}"""),
        ];

        foreach (var options in new[] { change.During(), change.After() })
        {
            await change.ReloadAsync(options);
            foreach (var (method, target, body) in reads)
            {
                var answer = await change.SendAsync(0, method, $"/{change.Index}{target}", body);

                Assert.DoesNotContain("twinbert", answer, StringComparison.Ordinal);
                Assert.Contains("title", answer, StringComparison.Ordinal);
            }
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{change.Index}/_doc/1");
        request.Headers.Add("X-TwinBert-Show-Embedding", "true");
        using var shown = await change.Through[0].SendAsync(request, Cancel);
        Assert.Contains("\"twinbert_v2\":{", await shown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task SwitchAtCoverage_Reached_SwitchesOnceAndLeavesADecisionAlone(EngineKind kind)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, "window");
        var old = await OrdersAsync(change, 0);
        await change.ReloadAsync(change.During(switchAt: 0.99));
        Assert.Equal(old, await OrdersAsync(change, 0));

        await change.BackfillAsync();
        await change.ServingAsync(ModelChange.NewField);
        var decision = (await change.Store.ReadAsync(Cancel)).Entries![change.Entry];
        Assert.Equal((ModelChange.NewField, "coverage"), (decision.Serving, decision.By));

        await change.DecideAsync(ModelChange.OldField, ModelChange.NewField, ModelChange.Old.Fingerprint);
        await change.ServingAsync(ModelChange.OldField);
        await change.ReloadAsync(change.During(switchAt: 0.5));
        await change.ServingAsync(ModelChange.OldField);
        Assert.Equal(old, await OrdersAsync(change, 1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Start_AfterTheSwitch_RanksTheFirstSearchByTheNextModel(EngineKind kind)
    {
        await using var change = await ModelChange.StartAsync(engines, kind, "window");
        await change.ReloadAsync(change.During());
        await change.BackfillAsync();
        await change.DecideAsync(ModelChange.NewField, ModelChange.OldField, ModelChange.New.Fingerprint);
        await change.ServingAsync(ModelChange.NewField);

        await change.RestartAsync(0);

        Assert.Equal(await OrdersAsync(change, 1), await OrdersAsync(change, 0));
    }

    private static async Task<Dictionary<string, string>> OrdersAsync(ModelChange change, int sidecar)
    {
        var orders = new Dictionary<string, string>();
        foreach (var query in Queries)
        {
            orders[query] = await change.OrderAsync(sidecar, query);
        }

        return orders;
    }
}
