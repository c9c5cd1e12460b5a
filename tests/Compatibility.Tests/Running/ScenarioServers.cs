using System.Collections.Concurrent;
using Xunit;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>The servers of this assembly with their sidecars, started once each.</summary>
public sealed class ScenarioServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Uri, Lazy<Task<ServerWithSidecars>>> _servers = new();

    public Task<ServerWithSidecars> GetAsync(Uri url) => _servers.GetOrAdd(url, server => new(() => ServerWithSidecars.StartAsync(server))).Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
