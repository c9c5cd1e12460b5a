using TwinBert.Evaluation.Beir;
using TwinBert.Model.Packaging;
using TwinBert.Training.Clicks;
using TwinBert.Training.Commands;
using TwinBert.Training.Simulation;
using TwinBert.Training.Tests.Distillation;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Commands;

/// <summary>From clicks to a gate, as docs/clicks.md has it, with tiny models.</summary>
public sealed class ClicksPipelineTests : IDisposable
{
    private readonly TrainedPackage _trained = new();

    public void Dispose() => _trained.Dispose();

    [TorchFact]
    public async Task Clicks_TableOfClicks_BecomesAPackageAndAVerdict()
    {
        await _trained.MakeAsync();
        File.WriteAllLines(_trained.Place("clicks.tsv"), ["impression\ttime\tquery\tdocument\tposition\tclicked", .. Rows()]);
        var arguments = $"clicks --clicks {_trained.Place("clicks.tsv")} --dataset {_trained.Catalogue} "
            + $"--student {_trained.Student} --baseline {_trained.Package} "
            + $"--document-tokens 48 --generic {_trained.Catalogue}#train --steps 2 --precision fp32 --out {_trained.Place("learned")}";

        // Two steps of a tiny model teach nothing that the gate lets pass.
        Assert.Equal(1, await CommandLine.RunAsync(arguments.Split(' ')));
        Assert.Equal(1, await CommandLine.RunAsync(arguments.Split(' ')));

        var gate = await File.ReadAllTextAsync(_trained.Place("learned/gate.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# Do not promote\n", gate, StringComparison.Ordinal);
        Assert.Contains("| dataset later |", gate, StringComparison.Ordinal);
        Assert.Equal(8, ModelPackage.Load(_trained.Place("learned/package")).Dimensions);
        var (later, train) = (Queries("later"), Queries("train"));
        Assert.NotEmpty(later);
        Assert.Empty(later.Intersect(train));
        Assert.Equal("position\tprobability", File.ReadLines(_trained.Place("learned/dataset/propensities.tsv")).First());
    }

    [TorchFact]
    public async Task Clicks_DocumentsOfAnotherIndex_IsUnusable()
    {
        await _trained.MakeAsync();
        File.WriteAllLines(_trained.Place("clicks.tsv"), ["impression\ttime\tquery\tdocument\tposition\tclicked", .. Rows("elsewhere-")]);
        var arguments = $"clicks --clicks {_trained.Place("clicks.tsv")} --dataset {_trained.Catalogue} "
            + $"--student {_trained.Student} --baseline {_trained.Package} "
            + $"--document-tokens 48 --steps 2 --precision fp32 --out {_trained.Place("learned")}";
        Assert.Equal(2, await CommandLine.RunAsync(arguments.Split(' ')));
    }

    [TorchTheory]
    [InlineData("")]
    [InlineData(" --whole-encoder")]
    [InlineData(" --query-alone")]
    public async Task SimulateClicks_TinyEncoder_ComparesThreeWaysForBothUsers(string more)
    {
        await _trained.MakeAsync();

        // Queries that every document matches: what stands alone on a page never moves.
        File.WriteAllText(Path.Combine(_trained.Catalogue, "queries.jsonl"), string.Join('\n', DistillationData.Things
            .Select((thing, i) => $$"""{"_id":"q{{i}}","text":"red {{thing}} running winter"}""")));
        var arguments = $"simulate-clicks --student {_trained.Package} --dataset {_trained.Catalogue} --split train --test-split train --queries 6 "
            + "--test-queries 6 --impressions 200 --steps 2" + more;
        Assert.Equal(0, await CommandLine.RunAsync(arguments.Split(' ')));
    }

    private string[] Queries(string split) =>
        [.. BeirDataset.Open(_trained.Place("learned/dataset"), split).Queries.Select(query => query.Text)];

    private IEnumerable<string> Rows(string prefix = "")
    {
        var documents = BeirCorpus.Read(DatasetFiles.FindCorpus(_trained.Catalogue)).Select(document => prefix + document.Id).Take(6).ToArray();
        var random = new Random(4);
        var user = new SimulatedUser(false, random);
        for (var i = 0; i < 600; i++)
        {
            random.Shuffle(documents);
            var time = DateTimeOffset.UnixEpoch.AddMinutes(i).ToString("O");
            foreach (var shown in user.Read([.. documents.Select((document, place) => (document, (document.Length + i) % 2 == 0))]))
            {
                yield return $"{i}\t{time}\tquery {i % 60}\t{shown.Document}\t{shown.Position}\t{(shown.Clicked ? 1 : 0)}";
            }
        }
    }
}
