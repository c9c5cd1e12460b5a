using TwinBert.DevNode.Hosting;
using Xunit;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>One embedded node for all scenarios.</summary>
public sealed class EmbeddedNode : IAsyncLifetime
{
    private DevNodeHost? _host;

    public Uri Url => _host!.Url;

    public async ValueTask InitializeAsync() => _host = await DevNodeHost.StartAsync(new DevNodeOptions(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
