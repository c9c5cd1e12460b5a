using TwinBert.DevNode.Hosting;

namespace TwinBert.Snippets;

/// <summary>What <c>docs/embedded-node.md</c> shows.</summary>
internal static class EmbeddedNodeSnippets
{
    /// <summary>Starts a node and asks it who it is.</summary>
    public static async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        #region embedded-node
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken);
        using var client = new HttpClient { BaseAddress = node.Url };
        #endregion

        return await client.GetStringAsync("/", cancellationToken);
    }
}
