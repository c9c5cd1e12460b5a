using FsCheck;
using FsCheck.Fluent;
using TwinBert.Configuration;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Paging;

/// <summary>Pages of any size, of any documents, within and behind any window, are the one order of the query, whatever scores are asked for.</summary>
public sealed class PagingProperties(RealEngines engines)
{
    private const int Corpora = 12;

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Search_PagesOfAnySize_AreTheOneBigPage(EngineKind kind)
    {
        var engine = await engines.GetAsync(kind);
        var indices = new Dictionary<string, IndexOptions>
        {
            ["paging-*-fused"] = Options("fused"),
            ["paging-*-model"] = Options("model"),
            ["paging-*-ranked"] = Options("rank-preserving"),
        };
        await using var sidecar = await SidecarHost.StartAsync(
            HashingSidecar.Settings(engine, indices, typicalSimilarity: 0.1f),
            TestContext.Current.CancellationToken);
        using var direct = new HttpClient { BaseAddress = engine };
        using var through = new HttpClient { BaseAddress = sidecar.Url };
        var reranked = 0;

        var property = Prop.ForAll(Cases.ToArbitrary(), test => CheckAsync(direct, through, test, () => reranked++).GetAwaiter().GetResult());

        // FsCheck waits for the answers: on a thread of its own, so that the sidecar has those of the pool.
        var check = () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(Corpora).WithQuietOnSuccess(true));
        await Task.Factory.StartNew(check, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(reranked > Corpora, "Hardly any search was reranked, so that nothing was shown.");
    }

    private static async Task CheckAsync(HttpClient direct, HttpClient through, Case test, Action reranked)
    {
        await using var corpus = await PagedCorpus.FillAsync(direct, through, test.Titles, (test.Shards, test.Past));
        var engine = await corpus.EnginePageAsync(0, test.Titles.Length + 1);
        foreach (var (alias, window, size) in test.Readings)
        {
            var whole = await corpus.PageAsync(alias, window, 0, test.Titles.Length + 1);
            if (whole.Verdict.StartsWith("reranked", StringComparison.Ordinal))
            {
                reranked();
            }

            CheckWhole(engine, whole, window);
            await CheckPagesAsync(corpus, (alias, window, size), engine, whole);
        }
    }

    private static void CheckWhole(PagedCorpus.Page engine, PagedCorpus.Page whole, int window)
    {
        Assert.Equal(engine.Total, whole.Total);
        Assert.Equal(Ids(engine.Hits.Take(window)).Order(StringComparer.Ordinal), Ids(whole.Hits.Take(window)).Order(StringComparer.Ordinal));
        Assert.Equal(engine.Hits.Skip(window), whole.Hits.Skip(window));
        Assert.All(whole.Hits, hit => Assert.True(hit.Score > 0 && float.IsFinite(hit.Score), $"{hit} has no positive score."));
        Assert.All(whole.Hits.Zip(whole.Hits.Skip(1)), pair => Assert.True(pair.First.Score >= pair.Second.Score, $"{pair.Second} outranks {pair.First}."));
        Assert.Equal(whole.Hits.Count == 0 ? null : whole.Hits[0].Score, whole.MaxScore);
    }

    private static async Task CheckPagesAsync(PagedCorpus corpus, (string Alias, int Window, int Size) reading, PagedCorpus.Page engine, PagedCorpus.Page whole)
    {
        var joined = new List<PagedCorpus.PagedHit>();
        for (var start = 0; start <= whole.Hits.Count; start += reading.Size)
        {
            var page = await corpus.PageAsync(reading.Alias, reading.Window, start, reading.Size);
            joined.AddRange(page.Hits);
            Assert.Equal(whole.Total, page.Total);

            // Behind the window the engine's own page is given, with the engine's maximum.
            Assert.Equal(page.Verdict.Contains("beyond_window", StringComparison.Ordinal) ? engine.MaxScore : whole.MaxScore, page.MaxScore);
        }

        Assert.Equal(whole.Hits, joined);
    }

    private static IEnumerable<string> Ids(IEnumerable<PagedCorpus.PagedHit> hits) => hits.Select(hit => hit.Id);

    private static IndexOptions Options(string scores) => new() { TextFields = ["title"], Scores = scores, Plan = "window" };

    private static Gen<Case> Cases =>
        from count in Gen.Choose(0, 60)
        from titles in Gen.ArrayOf(Title, count)
        from past in Gen.Choose(0, 60).ListOf()
        from shards in Gen.Choose(1, 3)
        from readings in Gen.ArrayOf(Reading(count), 4)
        select new Case(titles, past.ToHashSet(), shards, readings);

    // Few words, so that many documents have the same score.
    private static Gen<string> Title =>
        from words in Gen.ArrayOf(Gen.Elements("red", "boot", "item", "hat", "blue"), 4)
        from length in Gen.Choose(1, 4)
        select string.Join(' ', words.Take(length));

    private static Gen<(string Alias, int Window, int Size)> Reading(int count) =>
        from alias in Gen.Elements("fused", "model", "ranked")
        from window in Gen.Choose(1, 70)
        from size in Gen.Choose(Math.Max(1, count / 10), Math.Max(1, count + 5))
        select (alias, window, size);

    private sealed record Case(string[] Titles, IReadOnlySet<int> Past, int Shards, (string Alias, int Window, int Size)[] Readings)
    {
        public override string ToString() =>
            $"shards {Shards}; past the sidecar {string.Join(',', Past)}; readings {string.Join(", ", Readings)}; titles {string.Join(" | ", Titles)}";
    }
}
