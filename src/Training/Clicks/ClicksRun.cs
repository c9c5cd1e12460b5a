using System.Globalization;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;

namespace TwinBert.Training.Clicks;

/// <summary>
/// Makes a dataset of clicks: 1 reads them; 2 estimates how likely each position is looked at; 3 divides by query and time; 4 writes judgements and weighted
/// scores.
/// </summary>
/// <param name="plan">What is learned from.</param>
/// <param name="source">Has the documents that were shown.</param>
/// <param name="seed">Decides which queries are held out.</param>
internal sealed class ClicksRun(ClicksPlan plan, DatasetSource source, int seed)
{
    /// <summary>Writes the dataset.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="say">Receives a line for each step.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">The clicks cannot be read, or are too few.</exception>
    public async Task<ClickDataset> RunAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        // 1 read
        var known = BeirCorpus.Read(DatasetFiles.FindCorpus(source.Folder)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        var read = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var impressions = read.Where(page => page.Key.Length > 0 && page.Shown.Count > 0).ToArray();
        say(Text($"{impressions.Length} impressions of {impressions.Select(page => page.Key).Distinct().Count()} queries, {CountClicks(impressions)} clicks"));

        // 2 divide: the estimate must not see what it is measured by
        var split = ClickSplit.Of(impressions, plan.HoldOut, seed);
        say(Text($"{split.Train.Count} to train on, {split.Dev.Count} to stop by, {split.Later.Count} later ones, of other queries, to be measured by"));

        // 3 estimate
        var propensities = Estimate(split);
        say("looked at: " + string.Join(", ", propensities.Values.Select((value, i) => Text($"{i + 1}: {value:0.00}"))));

        // 4 write
        var dataset = new ClickDataset(folder);
        dataset.TakeCorpus(source.Folder);
        var train = Pairs(split.Train);
        var pairs = dataset.WriteJudgements("train", train, known.Contains);
        if (pairs == 0)
        {
            throw new DatasetException($"None of the documents that were shown is in {source.Folder}. Are these clicks of another index?");
        }

        dataset.WriteScores(train, known.Contains);
        dataset.WriteJudgements("dev", Pairs(split.Dev), known.Contains);
        dataset.WriteJudgements("later", Pairs(split.Later), known.Contains);
        dataset.WriteQueries();
        dataset.WritePropensities(propensities);
        say(Text($"{pairs} pairs with a weight, {train.Pairs.Count - pairs} of documents that are not there; a look becomes a click in {train.Usual:0.0 %}"));
        return dataset;

        ClickPairs Pairs(IReadOnlyList<Impression> pages) => ClickPairs.Of(pages, propensities, plan.Prior);
    }

    private static int CountClicks(IEnumerable<Impression> impressions) => impressions.Sum(page => page.Shown.Count(shown => shown.Clicked));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Propensities Estimate(ClickSplit split) => plan.Propensities switch
    {
        "em" => PositionBias.Estimate([.. split.Train, .. split.Dev], plan.MostPositions),
        "none" => Training.Clicks.Propensities.Even,
        var file => Training.Clicks.Propensities.Read(DatasetFile.On(file)),
    };

    private async Task<IReadOnlyList<Impression>> ReadAsync(CancellationToken cancellationToken)
    {
        var log = new ClickLog(plan.ClickActions);
        return plan.Insights is { } url
            ? await new InsightsIndices(url).ReadAsync(plan.ClickActions, cancellationToken).ConfigureAwait(false)
            : log.Read([.. plan.Files.Select(DatasetFile.On)], cancellationToken);
    }
}
