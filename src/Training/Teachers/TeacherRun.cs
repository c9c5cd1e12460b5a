using TwinBert.Training.Corpus;
using TwinBert.Training.Files;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Teachers;

/// <summary>Trains a teacher from a BERT: 1 opens the BERT; 2 reads the data and finds hard negatives; 3 makes the teacher; 4 trains it.</summary>
/// <param name="from">The folder of the BERT, and its vocabulary.</param>
/// <param name="source">The dataset.</param>
/// <param name="plan">Splits, lengths and rates.</param>
/// <param name="session">The run.</param>
internal sealed class TeacherRun((string Folder, string Vocabulary) from, DatasetSource source, TeacherPlan plan, RunSession session)
{
    private const double HeadRateFactor = 7;
    private const double WarmUp = 0.05;

    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops after the query or step that runs.</param>
    public void Run(CancellationToken cancellationToken)
    {
        using var bert = PretrainedBert.Open(from.Folder, from.Vocabulary);
        var corpus = source.Read(bert.Tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, CandidateMiner.DefaultTop) { Cache = Path.Combine(session.Folder.Path, "bm25") };
        var set = TrainingSet.Read(corpus, plan.Split, miner, cancellationToken);
        var dev = plan.DevSplit is null ? null : TrainingSet.Read(corpus, plan.DevSplit, miner, cancellationToken);
        session.Display.Say($"{corpus.WithText.Count} documents, {set.WithRelevant.Count} queries to train on");

        using var teacher = new CrossEncoder(TrunkShape.Of(bert.Config), session.Request.Seed);
        bert.Fill(teacher.Parameters, [], CrossEncoder.HeadName + ".");
        teacher.Parameters.All[WordPieceEmbedding.Words].requires_grad = false;
        session.Note(
            new Dictionary<string, string>
            {
                ["corpus"] = corpus.Hash,
                ["weights"] = RunFile.Hash(bert.WeightsPath),
                ["vocabulary"] = RunFile.Hash(from.Vocabulary),
            },
            new(source.QueryTokens, plan.Options.Tokens), teacher: teacher.Shape);
        File.WriteAllBytes(session.Folder.Vocabulary, bert.Vocabulary);

        var sampler = new CandidateSampler(set, new() { Queries = plan.Queries }, session.Request.Seed);
        var task = new TeacherTask(teacher, set, sampler, dev is null ? null : new(dev, plan.DevQueries, plan.Options), plan.Options);
        session.Train(
            teacher.Parameters,
            teacher.Mode,
            task,
            settings => settings with { WarmUp = WarmUp, RateFactors = [(CrossEncoder.HeadName, HeadRateFactor)] },
            cancellationToken);
    }
}
