using System.Globalization;
using System.Text.Json.Nodes;
using TwinBert.Model.Encoding;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Backfill.Tests.Running;

/// <summary>An encoder that fails: one text costs its own document, and an encoder that is broken costs none.</summary>
public sealed class BackfillEncoderTests
{
    [Fact]
    public async Task RunAsync_OneTextFails_LosesThatDocumentAlone()
    {
        using var lab = new BackfillLab(documents: 35) { Encoder = new FailingEncoder() };
        lab.Cluster.Put("zzz", """{"title":"impossible"}""");

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((35, 1), (report.Counters.Embedded, report.Counters.Lost));
        var line = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(lab.DeadLetters.Path, TestContext.Current.CancellationToken)))!;
        Assert.Equal(("zzz", "The encoder failed: cannot encode this"), ((string?)line["id"], (string?)line["reason"]));
    }

    [Fact]
    public async Task RunAsync_TextsFailHereAndThere_EmbedsAllOthers()
    {
        using var lab = new BackfillLab(documents: 20) { Encoder = new FailingEncoder() };
        lab.Cluster.Put("a", """{"title":"impossible"}""");
        lab.Cluster.Put("b", """{"title":"also impossible"}""");
        lab.Cluster.Put("c", """{"title":"possible"}""");

        var report = await lab.RunAsync();

        Assert.Equal((21, 2, null), (report.Counters.Embedded, report.Counters.Lost, report.Failure));
    }

    [Fact]
    public async Task RunAsync_TextOfAnotherWriterFails_LosesThatDocumentAlone()
    {
        using var lab = new BackfillLab(documents: 10) { Encoder = new FailingEncoder() };
        var once = true;
        lab.Cluster.Answer = call =>
        {
            if (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && once)
            {
                once = false;
                lab.Cluster.Put("004", """{"title":"impossible"}""");
                lab.Cluster.Put("005", """{"title":"possible"}""");
            }

            return null;
        };

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal(9, lab.Cluster.Embedded(BackfillLab.Model));
    }

    [Theory]
    [InlineData(false, "cannot encode anything")]
    [InlineData(true, "no embedding of the right length")]
    public async Task RunAsync_EncoderBroken_StopsAndLosesNothing(bool isShort, string reason)
    {
        var encoder = new BrokenEncoder { GivesShortOnes = isShort };
        using var lab = new BackfillLab(documents: 12) { Encoder = encoder };
        var stopped = await lab.RunAsync();
        var calls = encoder.Calls;
        encoder.IsMended = true;

        var resumed = await lab.RunAsync();

        Assert.Contains("The encoder fails on every text", stopped.Failure, StringComparison.Ordinal);
        Assert.Contains(reason, stopped.Failure, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (stopped.Counters.Scanned, stopped.Counters.Embedded, stopped.Counters.Lost));
        Assert.False(File.Exists(lab.DeadLetters.Path));
        Assert.InRange(calls, 2, 4);
        Assert.Equal((12, 12, null), (resumed.Counters.Scanned, resumed.Counters.Embedded, resumed.Failure));
    }

    [Fact]
    public async Task RunAsync_EncoderBreaksInTheMiddle_TheNextRunTakesWhatWasLeft()
    {
        var encoder = new BrokenEncoder { Works = texts => texts.All(text => text.StartsWith("article ", StringComparison.Ordinal) && Number(text) < 20) };
        using var lab = new BackfillLab(documents: 60) { Encoder = encoder };
        var stopped = await lab.RunAsync();
        encoder.IsMended = true;

        var resumed = await lab.RunAsync();

        Assert.Contains("The encoder fails on every text", stopped.Failure, StringComparison.Ordinal);
        Assert.Equal((20, 20, 0), (stopped.Counters.Scanned, stopped.Counters.Embedded, stopped.Counters.Lost));
        Assert.Equal((60, 40, 0, null), (resumed.Counters.Embedded, resumed.ThisRun.Embedded, resumed.Counters.Lost, resumed.Failure));
    }

    [Fact]
    public async Task RunAsync_MoreLostThanWritten_IsNoRefusal()
    {
        using var lab = new BackfillLab();
        for (var i = 0; i < 120; i++)
        {
            var title = $"title {i}";
            lab.Cluster.Put(i.ToString("000", CultureInfo.InvariantCulture), i % 3 == 0
                ? $$"""{"title":"{{title}}"}"""
                : $$"""{"title":"{{title}}","twinbert.model":"dotted"}""");
        }

        var report = await lab.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((40, 80), (report.Counters.Embedded, report.Counters.Lost));
    }

    private static int Number(string text) => int.Parse(text["article ".Length..], CultureInfo.InvariantCulture);

    /// <summary>Fails on whatever it is given.</summary>
    private sealed class BrokenEncoder : IDocumentEncoder
    {
        private readonly HashEncoder _encoder = new();
        private int _calls;

        public ModelFingerprint Fingerprint => _encoder.Fingerprint;

        public int Dimensions => _encoder.Dimensions;

        public bool GivesShortOnes { get; init; }

        public volatile bool IsMended;

        // Several batches are encoded at once, in any order: what becomes of one hangs on its texts.
        public Func<IReadOnlyList<string>, bool> Works { get; init; } = _ => false;

        public int Calls => _calls;

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return IsMended || Works(texts) ? _encoder.EncodeAsync(texts, cancellationToken)
                : GivesShortOnes ? new HashEncoder(3).EncodeAsync(texts, cancellationToken)
                : throw new InvalidOperationException("cannot encode anything");
        }
    }
}
