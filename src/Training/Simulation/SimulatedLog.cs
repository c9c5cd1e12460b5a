using TwinBert.Training.Clicks;
using TwinBert.Training.Corpus;

namespace TwinBert.Training.Simulation;

/// <summary>
/// Pages that a search engine showed, and what a user clicked. Queries come as often as 1 / rank in a random order. The engine is BM25 whose scores tremble, as
/// those of a real one do with stock, season and releases: the same document stands now here, now there.
/// </summary>
/// <param name="set">The queries, and what is relevant.</param>
/// <param name="queries">The numbers of those that are asked.</param>
/// <param name="seed">Decides all.</param>
internal sealed class SimulatedLog(TrainingSet set, IReadOnlyList<int> queries, int seed)
{
    private const int Page = 10;
    private const int Pool = 20;
    private const double Tremble = 0.3;

    /// <summary>Draws pages.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isCascade">The kind of user.</param>
    public IReadOnlyList<Impression> Draw(int count, bool isCascade)
    {
        var random = new Random(seed);
        var user = new SimulatedUser(isCascade, random);
        var pools = queries.Select(Candidates).ToArray();
        var order = Enumerable.Range(0, pools.Length).ToArray();
        random.Shuffle(order);
        var sums = new double[order.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + (1.0 / (i + 1));
        }

        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var place = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            var chosen = order[Math.Min(place < 0 ? ~place : place, order.Length - 1)];
            var page = pools[chosen]
                .Select(candidate => (candidate.Document, candidate.IsRelevant, Score: candidate.Score * Math.Exp(Tremble * Normal(random))))
                .OrderByDescending(candidate => candidate.Score)
                .Take(Page)
                .Select(candidate => (candidate.Document, candidate.IsRelevant));
            return new Impression(set.Queries[queries[chosen]].Text, DateTimeOffset.UnixEpoch.AddMinutes(i), user.Read([.. page]));
        })];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private (string Document, bool IsRelevant, float Score)[] Candidates(int number)
    {
        var query = set.Queries[number];
        var judged = query.Judged.Where(document => document.Score > 0).Select(document => (document.Document, document.IsRelevant, document.Score));
        return [.. judged
            .Concat(query.Unjudged.Select(hit => (hit.Document, false, hit.Score)))
            .OrderByDescending(candidate => candidate.Item3)
            .Take(Pool)
            .Select(candidate => (set.Corpus.Ids[candidate.Item1], candidate.Item2, candidate.Item3))];
    }
}
