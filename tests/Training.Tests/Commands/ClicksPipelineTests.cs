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
    private readonly DistillationData _data = new();
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-clicks").FullName;

    public ClicksPipelineTests() => _data.WriteQueries();

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [TorchFact]
    public async Task Clicks_TableOfClicks_BecomesAPackageAndAVerdict()
    {
        await MakeStudentAsync();
        File.WriteAllLines(Place("clicks.tsv"), ["impression\ttime\tquery\tdocument\tposition\tclicked", .. Rows()]);
        var arguments = $"clicks --clicks {Place("clicks.tsv")} --dataset {_data.Catalogue} --student {Place("student")} --baseline {Place("package")} "
            + $"--document-tokens 48 --generic {_data.Catalogue}#train --steps 2 --precision fp32 --out {Place("learned")}";

        // Two steps of a tiny model teach nothing that the gate lets pass.
        Assert.Equal(1, await CommandLine.RunAsync(arguments.Split(' ')));
        Assert.Equal(1, await CommandLine.RunAsync(arguments.Split(' ')));

        var gate = await File.ReadAllTextAsync(Place("learned/gate.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# Do not promote\n", gate, StringComparison.Ordinal);
        Assert.Contains("| dataset later |", gate, StringComparison.Ordinal);
        Assert.Equal(8, ModelPackage.Load(Place("learned/package")).Dimensions);
        var (later, train) = (Queries("later"), Queries("train"));
        Assert.NotEmpty(later);
        Assert.Empty(later.Intersect(train));
        Assert.Equal("position\tprobability", File.ReadLines(Place("learned/dataset/propensities.tsv")).First());
    }

    [TorchFact]
    public async Task Clicks_DocumentsOfAnotherIndex_IsUnusable()
    {
        await MakeStudentAsync();
        File.WriteAllLines(Place("clicks.tsv"), ["impression\ttime\tquery\tdocument\tposition\tclicked", .. Rows("elsewhere-")]);
        var arguments = $"clicks --clicks {Place("clicks.tsv")} --dataset {_data.Catalogue} --student {Place("student")} --baseline {Place("package")} "
            + $"--document-tokens 48 --steps 2 --precision fp32 --out {Place("learned")}";
        Assert.Equal(2, await CommandLine.RunAsync(arguments.Split(' ')));
    }

    [TorchTheory]
    [InlineData("")]
    [InlineData(" --whole-encoder")]
    public async Task SimulateClicks_TinyEncoder_ComparesThreeWaysForBothUsers(string more)
    {
        await MakeStudentAsync();

        // Queries that every document matches: what stands alone on a page never moves.
        File.WriteAllText(Path.Combine(_data.Catalogue, "queries.jsonl"), string.Join('\n', DistillationData.Things
            .Select((thing, i) => $$"""{"_id":"q{{i}}","text":"red {{thing}} running winter"}""")));
        var arguments = $"simulate-clicks --student {Place("student")} --dataset {_data.Catalogue} --split train --test-split train --queries 6 "
            + "--test-queries 6 --impressions 200 --steps 2" + more;
        Assert.Equal(0, await CommandLine.RunAsync(arguments.Split(' ')));
    }

    private string[] Queries(string split) =>
        [.. BeirDataset.Open(Place("learned/dataset"), split).Queries.Select(query => query.Text)];

    private async Task MakeStudentAsync()
    {
        var documents = BeirCorpus.Read(DatasetFiles.FindCorpus(_data.Catalogue)).Select(document => document.Id).ToArray();
        var query = BeirDataset.Open(_data.Catalogue, "train").Queries.Select(entry => entry.Id);
        File.WriteAllLines(
            Place("scores.tsv"),
            ["# teacher scores\ttest\t1", .. query.SelectMany((id, i) => documents.Select((document, j) => $"{id}\t{document}\t{(i == j ? 2 : -2)}"))]);
        await RunAsync(
            $"distill --dataset {_data.Catalogue} --scores {Place("scores.tsv")} --steps 1 --precision fp32 --student {_data.Teacher} --layers 0 "
                + $"--dimensions 8 --document-tokens 48 --out {Place("student")}");
        await RunAsync($"export --run {Place("student")} --precision fp32 --out {Place("package")}");
    }

    private IEnumerable<string> Rows(string prefix = "")
    {
        var documents = BeirCorpus.Read(DatasetFiles.FindCorpus(_data.Catalogue)).Select(document => prefix + document.Id).Take(6).ToArray();
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

    private string Place(string name) => Path.Combine(_root, name);

    private static async Task RunAsync(string commandLine) => Assert.Equal(0, await CommandLine.RunAsync(commandLine.Split(' ')));
}
