using TwinBert.Cli.Load;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Load;

public sealed class DocumentLoaderTests
{
    private const string Refreshed = "{}";

    [Fact]
    public async Task LoadAsync_MoreThanABatch_SendsBatchesThenRefreshes()
    {
        var calls = new ScriptedCalls((200, Items(201, 201)), (200, Items(200)), (200, Refreshed));
        var progress = new List<int>();

        var result = await Loader(calls).LoadAsync(Documents(3), 2, progress.Add, TestContext.Current.CancellationToken);

        Assert.Equal((3, 0), (result.Indexed, result.Failed));
        Assert.Equal(["/a%20b/_bulk", "/a%20b/_bulk", "/a%20b/_refresh"], calls.Calls.Select(call => call.Target));
        Assert.Equal("{\"index\":{\"_id\":\"d1\"}}\n{\"n\":1}\n{\"index\":{\"_id\":\"d2\"}}\n{\"n\":2}\n", calls.Calls[0].Body);
        Assert.Equal([2, 3], progress);
    }

    [Fact]
    public async Task LoadAsync_NoDocuments_SendsNothing()
    {
        var calls = new ScriptedCalls();

        var result = await Loader(calls).LoadAsync(Documents(0), 2, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(0, result.Indexed);
        Assert.Empty(calls.Calls);
    }

    [Fact]
    public async Task LoadAsync_DocumentRefused_IsCountedWithItsLineAndReason()
    {
        var calls = new ScriptedCalls(
            (200, """{"items":[{"index":{"status":201}},{"index":{"status":400,"error":{"type":"t","reason":"failed to parse\nfield"}}}]}"""),
            (200, Refreshed));

        var result = await Loader(calls).LoadAsync(Documents(2), 10, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (result.Indexed, result.Failed));
        Assert.Equal("Line 2 (d2): t: failed to parse field", Assert.Single(result.Errors));
    }

    [Fact]
    public async Task LoadAsync_EngineIsBusy_SendsTheRequestAgain()
    {
        var calls = new ScriptedCalls((429, "{}"), (503, "{}"), (200, Items(201)), (200, Refreshed));

        var result = await Loader(calls).LoadAsync(Documents(1), 10, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(1, result.Indexed);
        Assert.Equal(calls.Calls[0], calls.Calls[2]);
    }

    [Theory]
    [InlineData(400, "{\"error\":\"no\"}")]
    [InlineData(0, "The cluster cannot be reached.")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    public async Task LoadAsync_WholeRequestFails_SaysWhy(int status, string body)
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(
            () => Loader(new ScriptedCalls((status, body))).LoadAsync(Documents(1), 10, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains(body, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_SomeDocumentsTooMany_SendsThoseAgain()
    {
        const string Busy = """{"items":[{"index":{"status":201}},{"index":{"status":429,"error":{"reason":"busy"}}}]}""";
        var calls = new ScriptedCalls((200, Busy), (200, Items(201)), (200, Refreshed));

        var result = await Loader(calls).LoadAsync(Documents(2), 10, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal((2, 0), (result.Indexed, result.Failed));
        Assert.Equal("{\"index\":{\"_id\":\"d2\"}}\n{\"n\":2}\n", calls.Calls[1].Body);
    }

    private static DocumentLoader Loader(ScriptedCalls calls) => new(calls, "a b", TimeProvider.System);

    private static string Items(params int[] statuses) =>
        "{\"items\":[" + string.Join(',', statuses.Select(status => $"{{\"index\":{{\"status\":{status}}}}}")) + "]}";

    private static async IAsyncEnumerable<LoadDocument> Documents(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await Task.Yield();
            yield return new LoadDocument(i, $"d{i}", System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"));
        }
    }
}
