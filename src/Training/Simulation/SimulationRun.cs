using System.Globalization;
using TwinBert.Training.Clicks;
using TwinBert.Training.Corpus;
using TwinBert.Training.Display;
using TwinBert.Training.Heads;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Simulation;

/// <summary>
/// Compares what a crossing layer, or a whole encoder, learns from clicks, from clicks that are taken for relevance, and from what the user really wanted, on
/// the same pages: 1 draws pages; 2 trains on each; 3 measures on queries that nobody asked.
/// </summary>
/// <param name="plan">What is simulated.</param>
/// <param name="source">The judged data.</param>
/// <param name="folder">A folder of its own.</param>
/// <param name="display">Shows how it goes.</param>
internal sealed class SimulationRun(SimulationPlan plan, DatasetSource source, string folder, IRunDisplay display)
{
    private const int Top = 100;
    private const float Certain = 3;

    private static readonly (string Name, bool IsCascade)[] Users = [("position-based", false), ("cascade", true)];

    /// <summary>Runs.</summary>
    /// <param name="cancellationToken">Stops between batches and steps.</param>
    public IReadOnlyList<SimulationRow> Run(CancellationToken cancellationToken)
    {
        using var student = Open();
        var dataset = new ClickDataset(folder);
        dataset.TakeCorpus(source.Folder);
        Link("queries.jsonl");
        Link(Path.Combine("qrels", plan.Split + ".tsv"));
        Link(Path.Combine("qrels", plan.TestSplit + ".tsv"));
        var corpus = (source with { Folder = folder }).Read(student.Tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, Top);
        var asked = DevQueries.Spread(TrainingSet.Read(corpus, plan.Split, miner, cancellationToken), plan.Queries);
        var test = DevQueries.Spread(TrainingSet.Read(corpus, plan.TestSplit, miner, cancellationToken), plan.TestQueries);
        var measure = new SimulationMeasure(test, plan.ModelWeight);
        var (logs, documents) = Draw(asked, measure);
        var bench = new SimulationBench(plan, new(Path.Combine(folder, "run")), test, measure, display);
        if (plan.Learner != SimulatedLearner.Head)
        {
            return Compare(new EncoderLearner(bench, Open, cancellationToken), logs, asked.Set, miner, cancellationToken);
        }

        using var head = new HeadLearner(bench, student, documents, cancellationToken);
        return Compare(head, logs, asked.Set, miner, cancellationToken);
    }

    private StudentModel Open() => StudentModel.Open(
        new()
        {
            Student = plan.Student,
            Scores = "",
            HeadAlone = plan.Learner == SimulatedLearner.Head,
            QueryAlone = plan.Learner == SimulatedLearner.Query,
            Head = new(plan.Learner == SimulatedLearner.Head ? HeadKind.Residual : HeadKind.Cosine, 128),
        },
        plan.Seed);

    private List<SimulationRow> Compare(
        ISimulatedLearner learner,
        IEnumerable<(string User, IReadOnlyList<Impression> Pages)> logs,
        TrainingSet truth,
        CandidateMiner miner,
        CancellationToken cancellationToken)
    {
        var start = learner.Start;
        var rows = new List<SimulationRow> { new("", 0, "nothing", 0, start.Alone.Average(), start.Blend.Average(), null) };
        foreach (var (user, pages) in logs)
        {
            foreach (var (name, pairs, isTruth) in Ways(pages))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (set, scores) = Write(truth, miner, pairs, isTruth, cancellationToken);
                var (alone, blend) = learner.Learn(set, scores, cancellationToken);
                rows.Add(new(user, pages.Count, name, pairs.Pairs.Count, alone.Average(), blend.Average(), SimulationMeasure.Compare(start.Blend, blend)));
                display.Say(string.Create(
                    CultureInfo.InvariantCulture, $"{user}, {pages.Count} impressions, {name}: alone {rows[^1].Alone:0.0000}, blend {rows[^1].Blend:0.0000}"));
            }
        }

        return rows;
    }

    private (List<(string User, IReadOnlyList<Impression> Pages)> Logs, int[] Documents) Draw(DevQueries asked, SimulationMeasure measure)
    {
        // The pages of a smaller log are the first of a larger one.
        var most = Users.Select(user => (user.Name, Pages: new SimulatedLog(asked.Set, asked.Numbers, plan.Seed).Draw(plan.Impressions.Max(), user.IsCascade)));
        var logs = most.SelectMany(user => plan.Impressions.Select(count => (user.Name, (IReadOnlyList<Impression>)[.. user.Pages.Take(count)]))).ToList();
        var shown = logs.SelectMany(log => log.Item2).SelectMany(page => page.Shown).Select(document => document.Document).Distinct();
        var numbers = shown.Select(id => asked.Set.Corpus.NumberOf(id)!.Value).Concat(measure.Documents)
            .Where(number => asked.Set.Corpus.Documents[number] is not null).Distinct().Order().ToArray();
        return (logs, numbers);
    }

    private IEnumerable<(string Name, ClickPairs Pairs, bool IsTruth)> Ways(IReadOnlyList<Impression> pages)
    {
        var propensities = PositionBias.Estimate(pages, 10);
        display.Say("looked at: " + string.Join(", ", propensities.Values.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture))));
        yield return ("clicks", ClickPairs.Of(pages, propensities, plan.Prior), false);
        yield return ("clicks as relevance", ClickPairs.Of(pages, Propensities.Even, plan.Prior), false);
        yield return ("true judgements", ClickPairs.Of(pages, Propensities.Even, plan.Prior), true);
    }

    /// <summary>The pairs as a split of the dataset: with the judgements that they stand for, or the true ones.</summary>
    private (TrainingSet Set, TeacherScores Scores) Write(
        TrainingSet truth, CandidateMiner miner, ClickPairs pairs, bool isTruth, CancellationToken cancellationToken)
    {
        var corpus = truth.Corpus;
        var queries = truth.Queries.Index().GroupBy(query => new Impression(query.Item.Text, default, []).Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var lines = pairs.Pairs.Where(pair => corpus.Documents[corpus.NumberOf(pair.Document)!.Value] is not null).Select(pair =>
        {
            var query = queries[pair.Query].Item;
            var grade = isTruth ? Math.Max(0, query.GradeOf(corpus.NumberOf(pair.Document)!.Value)) : pair.Grade(pairs.Usual);
            var score = isTruth ? grade > 0 ? Certain : -Certain : pair.Logit;
            return (query.Id, pair.Document, grade, Score: score, Weight: isTruth ? 1 : (float)pair.Weight);
        }).ToArray();
        var qrels = lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Id}\t{line.Document}\t{line.grade}"));
        File.WriteAllLines(Path.Combine(folder, "qrels", "learned.tsv"), ["query-id\tcorpus-id\tscore", .. qrels]);
        var scores = Path.Combine(folder, "scores.tsv");
        File.Delete(scores);
        using (var file = ScoreFile.Open(scores, new("simulation", isTruth ? "truth" : "clicks")))
        {
            file.Append(lines.Select(line => new PairScore(line.Id, line.Document, line.Score, line.Weight)));
        }

        var set = TrainingSet.Read(corpus, "learned", miner, cancellationToken);
        return (set, TeacherScores.Read(scores, set));
    }

    private void Link(string name)
    {
        var (from, to) = (Path.Combine(source.Folder, name), Path.Combine(folder, name));
        (from, to) = File.Exists(from) ? (from, to) : (from + ".gz", to + ".gz");
        File.Delete(to);
        File.Copy(from, to);
    }
}
