using System.Collections.Concurrent;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace TwinBert.TestKit.Engines;

/// <summary>
/// Real engines for a test assembly (<c>[assembly: AssemblyFixture(typeof(RealEngines))]</c>): each is started on first use and shared, so every
/// test uses an index name of its own. The environment variables <c>TWINBERT_ENGINE_ELASTICSEARCH8</c>, <c>…ELASTICSEARCH9</c> and
/// <c>…OPENSEARCH2</c> name running engines to use instead of containers. Where there is neither, tests are skipped with the reason,
/// or fail when <c>TWINBERT_REQUIRE_ENGINES=1</c>.
/// </summary>
public sealed class RealEngines : IAsyncLifetime
{
    private const int Port = 9200;
    private readonly ConcurrentDictionary<EngineKind, Lazy<Task<Uri>>> _engines = new();
    private readonly ConcurrentBag<IContainer> _containers = [];

    /// <summary>The URL of a running engine. Skips the test where there can be none.</summary>
    public async Task<Uri> GetAsync(EngineKind kind)
    {
        try
        {
            return await _engines.GetOrAdd(kind, k => new(() => StartAsync(k))).Value;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("TWINBERT_REQUIRE_ENGINES") != "1")
        {
            Assert.Skip($"{kind} could not be started: {e.Message.ReplaceLineEndings(" ")} Install Docker, or name a running engine in {Variable(kind)}.");
            throw;
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await container.DisposeAsync();
        }
    }

    private static string Variable(EngineKind kind) => "TWINBERT_ENGINE_" + kind.ToString().ToUpperInvariant();

    private async Task<Uri> StartAsync(EngineKind kind)
    {
        if (Environment.GetEnvironmentVariable(Variable(kind)) is { Length: > 0 } url)
        {
            return new Uri(url);
        }

        var image = EngineImage.Of(kind);
        var container = image.Settings
            .Aggregate(new ContainerBuilder(image.Image), (builder, setting) => builder.WithEnvironment(setting.Key, setting.Value))
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Port).ForPath("/_cluster/health")))
            .Build();
        await container.StartAsync();
        _containers.Add(container);
        return new UriBuilder(Uri.UriSchemeHttp, container.Hostname, container.GetMappedPublicPort(Port)).Uri;
    }
}
