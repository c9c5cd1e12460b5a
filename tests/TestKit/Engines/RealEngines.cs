using System.Collections.Concurrent;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace TwinBert.TestKit.Engines;

/// <summary>
/// Real engines for a test assembly (<c>[assembly: AssemblyFixture(typeof(RealEngines))]</c>): each is started on first use and shared, so every
/// test uses an index name of its own. The environment variables <c>TWINBERT_ENGINE_ELASTICSEARCH8</c>, <c>…ELASTICSEARCH9</c> and
/// <c>…OPENSEARCH2</c> and <c>…SECURED</c> name running engines to use instead of containers. Where there is neither, tests are skipped with the reason,
/// or fail when <c>TWINBERT_REQUIRE_ENGINES=1</c>.
/// </summary>
public sealed class RealEngines : IAsyncLifetime
{
    private const int Port = 9200;

    /// <summary>The superuser of the engine with security.</summary>
    public const string SecuredUser = "elastic";

    /// <summary>Every password of the engine with security.</summary>
    public const string SecuredPassword = "changeme";

    private readonly ConcurrentDictionary<string, Lazy<Task<Uri>>> _engines = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<IContainer> _containers = [];

    /// <summary>The URL of a running engine. Skips the test where there can be none.</summary>
    public Task<Uri> GetAsync(EngineKind kind) => GetAsync(kind.ToString(), EngineImage.Of(kind));

    /// <summary>The URL of a running Elasticsearch with security, without TLS. Skips the test where there can be none.</summary>
    public Task<Uri> GetSecuredAsync() => GetAsync("Secured", EngineImage.Secured(SecuredPassword));

    private async Task<Uri> GetAsync(string name, EngineImage image)
    {
        try
        {
            return await _engines.GetOrAdd(name, key => new(() => StartAsync(key, image))).Value;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("TWINBERT_REQUIRE_ENGINES") != "1")
        {
            Assert.Skip($"{name} could not be started: {e.Message.ReplaceLineEndings(" ")} Install Docker, or name a running engine in {Variable(name)}.");
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

    private static string Variable(string name) => "TWINBERT_ENGINE_" + name.ToUpperInvariant();

    private async Task<Uri> StartAsync(string name, EngineImage image)
    {
        if (Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } url)
        {
            return new Uri(url);
        }

        var container = image.Settings
            .Aggregate(new ContainerBuilder(image.Image), (builder, setting) => builder.WithEnvironment(setting.Key, setting.Value))

            // For an engine that asks a sidecar of the test's process something.
            .WithExtraHost("host.docker.internal", "host-gateway")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(
                Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(
                    request => request.ForPort(Port).ForPath("/_cluster/health").WithBasicAuthentication(SecuredUser, SecuredPassword)))
            .Build();
        await container.StartAsync();
        _containers.Add(container);
        var address = new UriBuilder(Uri.UriSchemeHttp, container.Hostname, container.GetMappedPublicPort(Port)).Uri;
        await FailOnceAsync(address);
        return address;
    }

    // Elasticsearch 9 initialises the classes of its errors when it throws the first; two first ones of different kinds at the same moment lock each
    // other, and the node's searches and writes, for ever.
    private static async Task FailOnceAsync(Uri engine)
    {
        using var client = new HttpClient { BaseAddress = engine };
        (await client.GetAsync("/no-such-index/_search")).Dispose();
    }
}
