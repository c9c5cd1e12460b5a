using System.Net;
using System.Text.Json;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class BusyEncoderTests
{
    private const string Slow = """{"title":"a slow drill"}""";
    private const string Drill = """{"title":"a drill"}""";

    [Fact]
    public async Task Document_WhileAllPlacesBeforeTheEncoderAreTaken_IsWrittenAtOnceWithoutAnEmbedding()
    {
        var encoder = new HeldEncoder();
        await using var index = await ScriptedIndex.StartAsync(
            encoder, settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxPendingEncodings = 1 } } });
        var first = index.SendAsync("PUT", "/products/_doc/1", Slow);
        await encoder.Entered.Task.WaitAsync(TestContext.Current.CancellationToken);

        using var second = await index.SendAsync("PUT", "/products/_doc/2", Drill);
        var meanwhile = index.Written;
        encoder.Released.SetResult();
        using var waited = await first;
        var last = index.Written;
        using var third = await index.SendAsync("PUT", "/products/_doc/3", Drill);

        Assert.Equal((HttpStatusCode.OK, Drill), (second.StatusCode, meanwhile));
        Assert.Equal(Embedded.In(Slow, "a slow drill"), last);
        Assert.Equal(Embedded.In(Drill, "a drill"), index.Written);
        using var status = JsonDocument.Parse(await (await index.Sidecar.SendAsync("GET", "/_twinbert/status")).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken));
        Assert.Equal("""{"embedded":2,"encoder_busy":1}""", status.RootElement.GetProperty("documents").GetRawText());
    }

    /// <summary>Holds one text until it is released.</summary>
    private sealed class HeldEncoder : IDocumentEncoder
    {
        private readonly HashEncoder _inner = new(ScriptedIndex.Dimensions);

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ModelFingerprint Fingerprint => _inner.Fingerprint;

        public int Dimensions => _inner.Dimensions;

        public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            if (texts.Contains("a slow drill"))
            {
                Entered.TrySetResult();
                await Released.Task.WaitAsync(cancellationToken);
            }

            return await _inner.EncodeAsync(texts, cancellationToken);
        }
    }
}
