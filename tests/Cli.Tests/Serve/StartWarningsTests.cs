using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TwinBert.Cli.Serve;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Configuration;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

/// <summary>What a start warns of, and that it does so once.</summary>
public sealed class StartWarningsTests(EmbeddedCluster cluster) : IClassFixture<EmbeddedCluster>
{
    private static readonly IndexOptions Titles = new() { TextFields = ["title"] };

    [Fact]
    public async Task Start_EntriesThatMatchNothing_AreEachNamedOnce()
    {
        await cluster.LoadAsync("warned-shop", 1);

        var lines = await WarningsAsync(new() { Url = cluster.Url }, "warned-*", "warned-shop", "warned-shopp", "nothing-*");

        Assert.Collection(
            lines.Order(StringComparer.Ordinal),
            line => Assert.StartsWith("No index, alias or data stream matches the entry 'nothing-*' of Indices", line, StringComparison.Ordinal),
            line => Assert.StartsWith("No index, alias or data stream matches the entry 'warned-shopp' of Indices", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_NoEntry_IsSaidWithTheRemedy()
    {
        var line = Assert.Single(await WarningsAsync(new() { Url = cluster.Url }));

        Assert.StartsWith("Indices has no entry", line, StringComparison.Ordinal);
        Assert.Contains("\"TextFields\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NextModelThatGivesDocumentsTheSameVectors_IsSaidWithTheRemedy()
    {
        using var queries = TinyModel.Create(queries: new RandomWeights(1));
        using var both = TinyModel.Create(dimensions: 16);
        await cluster.LoadAsync("next-shop", 1);
        var options = new TwinBertOptions
        {
            Upstream = new() { Url = cluster.Url },
            Model = cluster.ModelFolder,
            Indices =
            {
                ["next-shop"] = Titles with { Next = new() { Model = queries.Package.Folder, EmbeddingField = "v2" } },
                ["next-*"] = Titles with { Next = new() { Model = both.Package.Folder, EmbeddingField = "v2" } },
            },
        };

        var line = Assert.Single(await WarningsOfAsync(options));

        Assert.StartsWith($"The next model of 'next-shop' gives documents the same vectors as the one in use (fingerprint {cluster.Fingerprint})", line);
        Assert.Contains($"Take Indices:next-shop:Next out and name '{queries.Package.Folder}' as its Model", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CredentialsThatTheClusterRefuses_AreTheOnlyWarning()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var refusing = RefuseAsync(server, end.Token);

        var lines = await WarningsAsync(new() { Url = $"http://{server.LocalEndpoint}", Username = "me", Password = "wrong" }, "shop");
        await end.CancelAsync();
        await refusing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.StartsWith("The cluster refuses Upstream:Username and Password (HTTP 401)", Assert.Single(lines), StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> WarningsAsync(UpstreamOptions upstream, params string[] entries)
    {
        var options = new TwinBertOptions { Upstream = upstream, Model = cluster.ModelFolder };
        foreach (var entry in entries)
        {
            options.Indices[entry] = Titles;
        }

        return WarningsOfAsync(options);
    }

    private static async Task<IReadOnlyList<string>> WarningsOfAsync(TwinBertOptions options)
    {
        var log = new Lines();
        await StartWarnings.WriteAsync(options, log, TimeProvider.System, TestContext.Current.CancellationToken);
        return [.. log.All];
    }

    private static async Task RefuseAsync(TcpListener server, CancellationToken cancellationToken)
    {
        var answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        while (true)
        {
            using var connection = await server.AcceptTcpClientAsync(cancellationToken);
            var stream = connection.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 })
            {
                // The request's head.
            }

            await stream.WriteAsync(answer, cancellationToken);
        }
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));
    }
}
