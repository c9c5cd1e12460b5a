using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class CallerTests
{
    private const string Drill = """{"title":"a drill"}""";

    [Fact]
    public async Task Write_AfterOneByACallerWhoMayNotAskForTheEngine_IsEmbedded()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.Sidecar.Upstream.Root = "{}";
        using var refused = await index.SendAsync("PUT", "/products/_doc/1", Drill);
        var first = index.Written;

        index.Sidecar.Upstream.Root = """{"version":{"number":"8.19.8"}}""";
        using var served = await index.SendAsync("PUT", "/products/_doc/1", Drill);

        Assert.Equal(Drill, first);
        Assert.Equal(Embedded.In(Drill, "a drill"), index.Written);
    }
}
