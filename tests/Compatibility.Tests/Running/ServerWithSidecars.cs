using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>A server and three sidecars in front of it: one that knows no index, and two that know those of every scenario that has text fields.</summary>
public sealed class ServerWithSidecars : IAsyncDisposable
{
    /// <summary>The plan of a sidecar that crosses by itself.</summary>
    public const string Windowed = "window";

    /// <summary>The plan of a sidecar that lets the engine cross where it can.</summary>
    public const string Crossing = "auto";

    private const int Dimensions = 64;
    private readonly SidecarHost[] _sidecars;

    private ServerWithSidecars(Uri server, SidecarHost passing, SidecarHost windowed, SidecarHost crossing)
    {
        _sidecars = [passing, windowed, crossing];
        Direct = new() { BaseAddress = server };
        Passing = new() { BaseAddress = passing.Url };
        Configured = new Dictionary<string, HttpClient>
        {
            [Windowed] = new() { BaseAddress = windowed.Url },
            [Crossing] = new() { BaseAddress = crossing.Url },
        };
    }

    public HttpClient Direct { get; }

    public HttpClient Passing { get; }

    /// <summary>Those that know the indices, by their plan.</summary>
    public IReadOnlyDictionary<string, HttpClient> Configured { get; }

    public static async Task<ServerWithSidecars> StartAsync(Uri server) => new(
        server,
        await SidecarHost.StartAsync(HashingSidecar.Settings(server, []), CancellationToken.None),
        await SidecarHost.StartAsync(ConfiguredSettings(server, Windowed), CancellationToken.None),
        await SidecarHost.StartAsync(ConfiguredSettings(server, Crossing), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Configured.Values.Concat([Direct, Passing]))
        {
            client.Dispose();
        }

        foreach (var sidecar in _sidecars)
        {
            await sidecar.DisposeAsync();
        }
    }

    // Limits are low, so that a scenario can reach them; texts can tell the model to fail.
    private static SidecarSettings ConfiguredSettings(Uri server, string plan)
    {
        var indices = new Dictionary<string, IndexOptions>();
        foreach (var scenario in ScenarioFiles.Names.Select(ScenarioFiles.Read).Where(scenario => scenario.TextFields.Count > 0))
        {
            var index = new IndexOptions
            {
                TextFields = scenario.TextFields,
                QueryTextPaths = scenario.QueryTextPaths,
                Window = scenario.Window,
                Plan = plan,

                // Indices of scenarios are small, and both forms are to be seen.
                WrapBelow = 0,
            };
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
                // No engine runs a layer that it does not know.
                Heads = plan == Windowed
                    ? [settings.Model.Heads[0] with { Layer = new ObedientCrossing(settings.Model.Heads[0].Layer) }]
                    : settings.Model.Heads,
            },
        };
    }
}
