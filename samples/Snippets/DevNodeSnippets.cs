using TwinBert.DevNode.Hosting;

namespace TwinBert.Snippets;

/// <summary>The embedded node in docs/embedded-node.md.</summary>
internal static class DevNodeSnippets
{
    public static async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        #region embedded-node
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken);
        using var client = new HttpClient { BaseAddress = node.Url };
        #endregion
        return await client.GetStringAsync(new Uri("/", UriKind.Relative), cancellationToken);
    }
}
