using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Configuration;
using TwinBert.Engine.Tests.Writing;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Engine.Tests.Upkeep;

/// <summary>A sidecar with an upkeep of its own before an engine, whose document tower can be broken.</summary>
internal sealed class UpkeepFixture : IDocumentEncoder, IAsyncDisposable
{
    private readonly HashEncoder _encoder = new();
    private SidecarHost? _sidecar;

    private UpkeepFixture(WritingFixture engine) => Engine = engine;

    /// <summary>The engine, with a sidecar without upkeep before it.</summary>
    public WritingFixture Engine { get; }

    /// <summary>The way through the sidecar.</summary>
    public HttpClient Through { get; private set; } = new();

    /// <summary>Whether the document tower fails.</summary>
    public volatile bool IsBroken;

    public ModelFingerprint Fingerprint => _encoder.Fingerprint;

    public int Dimensions => _encoder.Dimensions;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<UpkeepFixture> StartAsync(WritingFixture engine, UpkeepOptions? upkeep = null, bool isBroken = false, string plan = "window")
    {
        var fixture = new UpkeepFixture(engine) { IsBroken = isBroken };
        var settings = HashingSidecar.Settings(engine.Direct.BaseAddress!, new() { [engine.Prefix + "*"] = new() { TextFields = ["title"], Plan = plan } });
        upkeep ??= new();
        settings = settings with
        {
            Options = settings.Options with { Upkeep = upkeep with { Enabled = true } },
            Model = settings.Model with { Documents = fixture },
        };
        var broken = fixture.IsBroken;
        fixture.IsBroken = false;
        fixture._sidecar = await SidecarHost.StartAsync(settings, Cancel);
        fixture.IsBroken = broken;
        fixture.Through.Dispose();
        fixture.Through = new HttpClient { BaseAddress = fixture._sidecar.Url };
        return fixture;
    }

    public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        IsBroken ? throw new InvalidOperationException("broken") : _encoder.EncodeAsync(texts, cancellationToken);

    /// <summary>Sends something through the sidecar that has to succeed.</summary>
    public async Task<string> SendAsync(string method, string target, string? body = null)
    {
        var (status, answer) = await WritingFixture.SendAsync(Through, method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        return answer;
    }

    /// <summary>Waits until a document has the embedding of a text.</summary>
    public async Task EmbeddedAsync(string index, string id, string text)
    {
        while (!(await Engine.SourceAsync(index, id)).Contains(TextHash.Of(text), StringComparison.Ordinal))
        {
            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>Waits until a number of documents have an embedding.</summary>
    public async Task EmbeddedAsync(string index, int documents)
    {
        while (await Engine.EmbeddedAsync(index) < documents)
        {
            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>Waits until the status says something of the repairs.</summary>
    public async Task<JsonNode> RepairsAsync(Func<JsonNode, bool> says)
    {
        while (true)
        {
            var repairs = JsonNode.Parse(await Through.GetStringAsync("/_twinbert/status", Cancel))!["repairs"]!;
            if (says(repairs))
            {
                return repairs;
            }

            await Task.Delay(100, Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Through.Dispose();
        await _sidecar!.DisposeAsync();
    }
}
