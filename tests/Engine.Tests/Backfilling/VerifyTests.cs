using System.Globalization;
using TwinBert.Backfill.Repairing;
using TwinBert.Backfill.Verifying;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>What is stored is compared with what the encoder gives; and documents that were lost are tried again.</summary>
public sealed class VerifyTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task VerifyAsync_VectorsOfOtherTexts_AreListedByTheirIds(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(Enumerable.Range(0, 30).Select(i => $$"""{"title":"word{{i}} other{{i * 7}}"}"""));
        using var bench = new BackfillBench(index);
        Assert.Null((await bench.RunAsync()).Failure);
        var plan = (await bench.PlanAsync()).Indices[0];
        var verifier = new EmbeddingVerifier(index.Calls, index.Identity, 8 << 20);

        var sound = await verifier.VerifyAsync(plan, bench.Encoder, sample: null, progress: null, Cancel);
        await SwapVectorAsync(index, from: "1", to: "2");
        await index.SendAsync(HttpMethod.Post, "_update/3?refresh=true", """{"doc":{"title":"another text"}}""");
        await index.PutAsync("4", """{"title":"without a vector"}""");
        await index.PutAsync("5", """{"price":1}""");
        var all = await verifier.VerifyAsync(plan, bench.Encoder, sample: null, progress: null, Cancel);
        var sample = await verifier.VerifyAsync(plan, bench.Encoder, (10, 7), progress: null, Cancel);

        Assert.True(sound.IsSound);
        Assert.Equal((30, 30), (sound.Read, sound.Counts[VerifiedState.Identical]));
        Assert.False(all.IsSound);
        Assert.Equal(
            [("2", VerifiedState.Different), ("3", VerifiedState.Stale), ("4", VerifiedState.Missing)],
            all.Found.Select(document => (document.Id, document.State)).OrderBy(document => document.Id, StringComparer.Ordinal));
        Assert.True(all.Found.Single(document => document.Id == "2").Cosine < 0.99);
        Assert.Equal((26, 1), (all.Counts[VerifiedState.Identical], all.Counts[VerifiedState.NoText]));
        Assert.Equal(10, sample.Read);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RetryAsync_DocumentsThatWereLost_AreMendedAndLeaveTheList(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind, """{"mappings":{"dynamic":false,"properties":{"title":{"type":"text"}}}}""");
        await index.LoadAsync(["""{"title":"one"}""", """{"title":"two","twinbert.model":"x"}""", """{"title":"three","twinbert.model":"x"}"""]);
        using var bench = new BackfillBench(index);
        Assert.Equal(2, (await bench.RunAsync()).Counters.Lost);
        await index.PutAsync("1", """{"title":"two, written again"}""");
        var repair = new DocumentRepair(index.Calls, index.Identity, new(), new(), TimeProvider.System);

        var (counters, failure) = await new FailedDocuments(repair, bench.DeadLetters).RetryAsync((await bench.PlanAsync()).Indices[0], bench.Encoder, Cancel);

        Assert.Null(failure);
        Assert.Equal((2, 1, 1), (counters.Scanned, counters.Embedded, counters.Lost));
        Assert.Equal("2", Assert.Single(bench.DeadLetters.Load()).Id);
        Assert.Equal(2, await index.EmbeddedAsync(HashEncoder.TestFingerprint.Value));
    }

    // As a copy by a careless tool would: model and hash are right, the vector is not.
    private static async Task SwapVectorAsync(EngineIndex index, string from, string to)
    {
        var (one, other) = (await index.SourceAsync(from), await index.SourceAsync(to));
        var vector = one[one.IndexOf("\"embedding\":", StringComparison.Ordinal)..one.IndexOf(",\"model\"", StringComparison.Ordinal)];
        var start = other.IndexOf("\"embedding\":", StringComparison.Ordinal);
        var end = other.IndexOf(",\"model\"", StringComparison.Ordinal);
        await index.PutAsync(to, string.Create(CultureInfo.InvariantCulture, $"{other[..start]}{vector}{other[end..]}"));
    }
}
