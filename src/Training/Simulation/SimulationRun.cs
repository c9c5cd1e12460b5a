using System.Globalization;
using TwinBert.Training.Clicks;
using TwinBert.Training.Corpus;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;
using static TorchSharp.torch;

namespace TwinBert.Training.Simulation;

/// <summary>
/// Compares what a head learns from clicks, from clicks that are taken for relevance, and from what the user really wanted, on the same pages: 1 embeds all
/// texts once; 2 draws pages; 3 trains a head on each; 4 measures it on queries that nobody asked.
/// </summary>
/// <param name="plan">What is simulated.</param>
/// <param name="source">The judged data.</param>
/// <param name="folder">A folder of its own.</param>
/// <param name="display">Shows how it goes.</param>
internal sealed class SimulationRun(SimulationPlan plan, DatasetSource source, string folder, IRunDisplay display)
{
    private const int Top = 100;
    private const double LearningRate = 5e-4;
    private const float Certain = 3;

    private static readonly (string Name, bool IsCascade)[] Users = [("position-based", false), ("cascade", true)];

    /// <summary>Runs.</summary>
    /// <param name="cancellationToken">Stops between batches and heads.</param>
    public IReadOnlyList<SimulationRow> Run(CancellationToken cancellationToken)
    {
        using var student = StudentModel.Open(new() { Student = plan.Student, Scores = "", Head = new(HeadKind.Residual, 128) }, plan.Seed);
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

        // 1 embed
        using var embedded = TextEmbeddings.OfDocuments(
            student.Twin, corpus, documents, display.Count("embedding documents", documents.Length), cancellationToken);
        using var queries = TextEmbeddings.OfQueries(student.Twin, test.Set, test.Numbers, null, cancellationToken);
        using var measured = StudentScorer.From(queries, embedded);
        var start = measure.Of(measured, student.Head);
        var rows = new List<SimulationRow> { new("", 0, "nothing", 0, start.Alone.Average(), start.Blend.Average(), null) };
        foreach (var (user, pages) in logs)
        {
            foreach (var (name, pairs, isTruth) in Ways(pages))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var set = Write(asked.Set, corpus, miner, pairs, isTruth, cancellationToken);
                using var head = Train(student, set, embedded, cancellationToken);
                var (alone, blend) = measure.Of(measured, head.Head);
                rows.Add(new(user, pages.Count, name, pairs.Pairs.Count, alone.Average(), blend.Average(), SimulationMeasure.Compare(start.Blend, blend)));
                display.Say(string.Create(
                    CultureInfo.InvariantCulture, $"{user}, {pages.Count} impressions, {name}: alone {rows[^1].Alone:0.0000}, blend {rows[^1].Blend:0.0000}"));
            }
        }

        return rows;
    }

    private (List<(string User, IReadOnlyList<Impression> Pages)> Logs, int[] Documents) Draw(DevQueries asked, SimulationMeasure measure)
    {
        // 2 draw: the pages of a smaller log are the first of a larger one.
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
        TrainingSet truth, TrainingCorpus corpus, CandidateMiner miner, ClickPairs pairs, bool isTruth, CancellationToken cancellationToken)
    {
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

    private TrainedHead Train(StudentModel student, (TrainingSet Set, TeacherScores Scores) data, TextEmbeddings documents, CancellationToken cancellationToken)
    {
        // 3 train
        var parameters = new ParameterSet(plan.Seed);
        var head = CrossingHead.Of(parameters, student.Head.Shape);
        using (no_grad())
        {
            foreach (var (name, parameter) in parameters.All)
            {
                parameter.copy_(student.Twin.Parameters.All[name]);
            }
        }

        var lists = new TeacherLists(data.Set, data.Scores, new(), plan.Seed);
        using var queries = TextEmbeddings.OfQueries(student.Twin, data.Set, lists.Queries, null, cancellationToken);
        using var scorer = StudentScorer.From(queries, documents);
        var task = new HeadTask(head, scorer, lists, new() { Temperature = 1 }, null);
        var run = new RunFolder(Path.Combine(folder, "head"));
        RunFile.DeleteFolder(run.Path);
        var settings = new TrainingSettings { Steps = plan.Steps, LearningRate = LearningRate, Seed = plan.Seed, EvaluateEvery = plan.Steps + 1 };
        new TrainingLoop(parameters, settings, run, display, TimeProvider.System).Run(task, cancellationToken);
        return new(parameters, head);
    }

    private void Link(string name)
    {
        var (from, to) = (Path.Combine(source.Folder, name), Path.Combine(folder, name));
        (from, to) = File.Exists(from) ? (from, to) : (from + ".gz", to + ".gz");
        File.Delete(to);
        File.Copy(from, to);
    }

    private sealed record TrainedHead(ParameterSet Parameters, CrossingHead Head) : IDisposable
    {
        public void Dispose() => Parameters.Dispose();
    }
}
