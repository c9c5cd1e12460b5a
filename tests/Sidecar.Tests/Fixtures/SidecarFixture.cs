using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Hosting;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A real sidecar in front of a scripted upstream, and a client whose requests it does not touch.</summary>
public sealed class SidecarFixture : IAsyncDisposable
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private SidecarFixture(ScriptedUpstream upstream, SidecarHost host)
    {
        Upstream = upstream;
        Host = host;
        Client = new HttpMessageInvoker(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null });
    }

    public ScriptedUpstream Upstream { get; }

    public SidecarHost Host { get; }

    public HttpMessageInvoker Client { get; }

    public static async Task<SidecarFixture> StartAsync(Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var settings = Settings(upstream.Url);
        return new(upstream, await SidecarHost.StartAsync(change?.Invoke(settings) ?? settings, TestContext.Current.CancellationToken));
    }

    /// <summary>Settings with the index pattern <c>products*</c> and a model that hashes words.</summary>
    public static SidecarSettings Settings(Uri upstream) => new()
    {
        Options = new TwinBertOptions
        {
            Listen = "http://127.0.0.1:0",
            Upstream = new() { Url = upstream.GetLeftPart(UriPartial.Authority) },
            Limits = new() { RerankTimeout = TimeSpan.FromMinutes(1) },
            DrainTimeout = TimeSpan.FromSeconds(1),
            Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10 } },
        },
        Model = Model(new HashEncoder()),
    };

    public static ServedModel Model(IQueryEncoder queries, IDocumentEncoder? documents = null) => new()
    {
        Queries = queries,
        Documents = documents ?? new HashEncoder(),
        Heads = [new(new DotCrossing(queries.Dimensions), 0)],
        Weights = new(1, 1),
        Fingerprint = HashEncoder.TestFingerprint,
        QueryFingerprint = HashEncoder.TestQueryFingerprint,
    };

    public Task<HttpResponseMessage> SendAsync(string method, string target, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(Host.Url.GetLeftPart(UriPartial.Authority) + target, Verbatim)) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
