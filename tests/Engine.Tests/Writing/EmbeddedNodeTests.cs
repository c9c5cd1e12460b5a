using TwinBert.DevNode.Hosting;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>What writing through the sidecar needs of an engine, the embedded node has too.</summary>
public sealed class EmbeddedNodeTests
{
    [Fact]
    public async Task Write_ToAMissingIndexOfTheEmbeddedNode_IsEmbedded()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        await using var engine = await WritingFixture.StartAsync(node.Url);

        var (single, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");
        var (_, bulk) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_bulk", """
            {"index":{"_id":"2"}}
            {"title":"a saw"}
            {"update":{"_id":"1"}}
            {"doc":{"title":"a new drill"}}

            """);

        Assert.Equal(201, single);
        Assert.Contains("\"errors\":false", bulk, StringComparison.Ordinal);
        Assert.Equal(2, await engine.EmbeddedAsync(engine.Prefix));
    }

    [Fact]
    public async Task Write_ToAStrictIndexOfTheEmbeddedNode_MapsTheObjectFirst()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), TestContext.Current.CancellationToken);
        await using var engine = await WritingFixture.StartAsync(node.Url);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"}}}}""");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");

        Assert.Equal(201, status);
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
    }
}
