using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Teachers;

namespace TwinBert.Training.Ensembles;

/// <summary>
/// Makes one teacher of several: 1 reads what each says of the pairs that people judged; 2 fits weights; 3 writes the weighted scores, which are logits,
/// of all pairs that every teacher scored.
/// </summary>
/// <param name="plan">Which scores.</param>
/// <param name="source">The dataset.</param>
/// <param name="vocabulary">The vocabulary by which texts are read; any will do, as texts are not scored again.</param>
/// <param name="display">Is told the weights.</param>
internal sealed class CombineRun(CombinePlan plan, DatasetSource source, string vocabulary, IRunDisplay display)
{
    private const string Name = "combined";

    /// <summary>As many of BM25's hits as a teacher may have been asked to score.</summary>
    private const int Deepest = 100;

    private const int FingerprintLength = 16;

    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops between documents and queries.</param>
    /// <returns>How many pairs have a combined score.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        var (_, tokenizer) = Weights.PretrainedBert.ReadVocabulary(vocabulary);
        var corpus = source.Read(tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, Deepest);
        var scored = plan.Splits
            .Append(plan.FitSplit)
            .Distinct()
            .ToDictionary(split => split, split => ScoredPairs.Of(TrainingSet.Read(corpus, split, miner, cancellationToken), plan));
        var fit = Fit(scored[plan.FitSplit]);
        var fingerprint = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', plan.Scores.Select(RunFile.Hash).Append(Text(fit))))))[..FingerprintLength];
        using var file = ScoreFile.Open(plan.File, new(Name, fingerprint));
        var pairs = new List<LabelPair>();
        foreach (var split in plan.Splits)
        {
            file.Append(scored[split].Select(row => new PairScore(row.Pair.Query.Id, corpus.Ids[row.Pair.Document], (float)fit.Of(row.Features))));
            pairs.AddRange(scored[split].Select(row => row.Pair));
        }

        if (plan.RunFile is not null)
        {
            TeacherRanking.Write(plan.RunFile, plan.File, pairs, corpus.Ids, Name);
        }

        return file.Count;
    }

    private LogisticFit Fit(IReadOnlyList<(LabelPair Pair, double[] Features)> rows)
    {
        var judged = rows.Where(row => row.Pair.Query.GradeOf(row.Pair.Document) != JudgedDocument.Unjudged).ToArray();
        var labels = judged.Select(row => row.Pair.Query.GradeOf(row.Pair.Document) > 0).ToArray();
        if (labels.Distinct().Count() < 2)
        {
            throw new DatasetException(
                $"The scored pairs of the split '{plan.FitSplit}' are not both relevant and irrelevant, so that nothing tells what a teacher is worth. Let "
                    + "the teachers label more of it.");
        }

        var fit = LogisticFit.To([.. judged.Select(row => row.Features)], labels);
        display.Say($"fitted on {judged.Length} judged pairs of '{plan.FitSplit}': logit = {Text(fit)}");
        return fit;
    }

    private string Text(LogisticFit fit) => string.Join(" + ", plan.Scores.Select(file => Path.GetFileName(file)).Concat(plan.WithBm25 ? ["BM25"] : [])
        .Zip(fit.Weights, (name, weight) => string.Create(CultureInfo.InvariantCulture, $"{weight:0.####} · {name}"))
        .Append(fit.Bias.ToString("0.####", CultureInfo.InvariantCulture)));
}
