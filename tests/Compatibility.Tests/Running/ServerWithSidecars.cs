using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>A server and two sidecars in front of it: one that knows no index, and one that knows those of every scenario that has text fields.</summary>
public sealed class ServerWithSidecars : IAsyncDisposable
{
    private const int Dimensions = 64;
    private readonly SidecarHost _passing;
    private readonly SidecarHost _configured;

    private ServerWithSidecars(Uri server, SidecarHost passing, SidecarHost configured)
    {
        _passing = passing;
        _configured = configured;
        Direct = new() { BaseAddress = server };
        Passing = new() { BaseAddress = passing.Url };
        Configured = new() { BaseAddress = configured.Url };
    }

    public HttpClient Direct { get; }

    public HttpClient Passing { get; }

    public HttpClient Configured { get; }

    public static async Task<ServerWithSidecars> StartAsync(Uri server) => new(
        server,
        await SidecarHost.StartAsync(HashingSidecar.Settings(server, []), CancellationToken.None),
        await SidecarHost.StartAsync(ConfiguredSettings(server), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        Direct.Dispose();
        Passing.Dispose();
        Configured.Dispose();
        await _passing.DisposeAsync();
        await _configured.DisposeAsync();
    }

    // Limits are low, so that a scenario can reach them; texts can tell the model to fail.
    private static SidecarSettings ConfiguredSettings(Uri server)
    {
        var indices = new Dictionary<string, IndexOptions>();
        foreach (var scenario in ScenarioFiles.Names.Select(ScenarioFiles.Read).Where(scenario => scenario.TextFields.Count > 0))
        {
            var index = new IndexOptions { TextFields = scenario.TextFields, QueryTextPaths = scenario.QueryTextPaths, Window = scenario.Window };
            indices[scenario.Prefix + "*"] = index;
            // Where a scenario has an index of this ending, its documents have a text of their own.
            indices[scenario.Prefix + "*-other-text"] = index with { TextFields = [.. scenario.TextFields, "also"] };
        }

        var settings = HashingSidecar.Settings(server, indices, typicalSimilarity: 0.2f, Dimensions);
        return settings with
        {
            Options = settings.Options with
            {
                Limits = new()
                {
                    RerankTimeout = TimeSpan.FromSeconds(5),
                    MaxSearchRequestBytes = 1 << 16,
                    MaxResponseBytes = 1 << 18,
                    MaxSearchesPerRequest = 5,
                },
            },
            Model = settings.Model with
            {
                Queries = new ObedientEncoder(settings.Model.Queries),
                Heads = [settings.Model.Heads[0] with { Layer = new ObedientCrossing(settings.Model.Heads[0].Layer) }],
            },
        };
    }
}
