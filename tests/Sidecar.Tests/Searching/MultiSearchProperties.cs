using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using TwinBert.DevNode.Hosting;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>Searches together and one by one, on the embedded node.</summary>
public sealed partial class MultiSearchProperties : IAsyncLifetime
{
    private static readonly string[] Things = ["boot", "shoe", "sock", "hat"];
    private static readonly string[] Colours = ["red", "blue", "green"];
    private DevNodeHost? _node;
    private SidecarHost? _sidecar;
    private HttpClient? _client;

    public async ValueTask InitializeAsync()
    {
        _node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        _sidecar = await SidecarHost.StartAsync(SidecarFixture.Settings(_node.Url), TestContext.Current.CancellationToken);
        _client = new HttpClient { BaseAddress = _sidecar.Url };
        var bulk = new StringBuilder();
        for (var id = 0; id < 40; id++)
        {
            var index = id % 3 == 2 ? "products-b" : id % 10 == 9 ? "other" : "products-a";
            bulk.Append($$$"""{"index":{"_index":"{{{index}}}","_id":"{{{id}}}"}}""").Append('\n')
                .Append(
                    $$"""{ "title":"{{Colours[id % 3]}} {{Things[id % 4]}} item{{string.Concat(Enumerable.Repeat(" more", id % 7))}}" ,"price" : {{id}}e1}""").Append('\n');
        }

        Assert.Contains("\"errors\":false", await AskAsync("/_bulk?refresh=true", bulk.ToString()), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_sidecar?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task MultiSearch_AnySearches_AnswersEachAsASingleSearch()
    {
        var property = Prop.ForAll(Searches().NonEmptyListOf().Resize(8).ToArbitrary(), searches =>
        {
            var lines = string.Concat(searches.Select(search => Header(search) + "\n" + search.Body + "\n"));
            var together = AskAsync("/products-a/_msearch", lines).GetAwaiter().GetResult();
            var alone = searches.Select(
                search => AskAsync($"/{search.Index ?? "products-a"}/_search?search_type={search.Type}", search.Body).GetAwaiter().GetResult());

            Assert.Equal("{\"responses\":[" + string.Join(',', alone.Select(WithStatus)) + "]}", together);
        });

        // FsCheck waits for the answers: on a thread of its own, so that the node and the sidecar have those of the pool.
        var check = () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        await Task.Factory.StartNew(check, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.DoesNotContain(
            "\"reranked\":0",
            await _client!.GetStringAsync("/_twinbert/status", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    // Two ways to say nothing, and a way to say all.
    private static string Header((string? Index, string Type, string Body) search) => search switch
    {
        (null, "query_then_fetch", { Length: > 60 }) => "",
        (null, "query_then_fetch", _) => "{}",
        (null, _, _) => $$"""{"search_type":"{{search.Type}}"}""",
        _ => $$"""{ "index":["{{search.Index}}"],"search_type":"{{search.Type}}"}""",
    };

    // An item has its status; an error has it anyway.
    private static string WithStatus(string answer) => answer.StartsWith("{\"error\"", StringComparison.Ordinal) ? answer : answer[..^1] + ",\"status\":200}";

    private static Gen<(string? Index, string Type, string Body)> Searches() =>
        from index in Gen.Frequency(
            (3, Gen.Constant<string?>(null)),
            (4, Gen.Elements<string?>("products-b", "products-*", "other", "products-a,other", "missing", "products-missing")))
        from type in Gen.Elements("query_then_fetch", "dfs_query_then_fetch")
        from text in Gen.Elements("red boot item", "item", "blue more", "nothing like this", "")
        from size in Gen.Choose(0, 12)
        from start in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 12)))
        from extra in Gen.Elements(
            "",
            "",
            ",\"_source\":[\"price\"]",
            ",\"_source\":false",
            ",\"sort\":[{\"price\":\"desc\"}]",
            ",\"highlight\":{\"fields\":{\"title\":{}}}",
            ",\"fields\":[\"price\"]",
            ",\"mystery\":1",
            ",\"query\":{}")
        select (index, type, $$$"""{"query":{"match":{"title":"{{{text}}}"}},"size":{{{size}}},"from":{{{start}}}{{{extra}}}}""");

    private async Task<string> AskAsync(string target, string body)
    {
        var type = target.Contains("_search", StringComparison.Ordinal) ? "application/json" : "application/x-ndjson";
        using var response = await _client!.PostAsync(target, new StringContent(body, Encoding.UTF8, type));
        return TookPattern().Replace(await response.Content.ReadAsStringAsync(), "");
    }

    [GeneratedRegex("\"took\":\\d+,")]
    private static partial Regex TookPattern();
}
