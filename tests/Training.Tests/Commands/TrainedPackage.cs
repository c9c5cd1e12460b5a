using TwinBert.Evaluation.Beir;
using TwinBert.Training.Commands;
using TwinBert.Training.Tests.Distillation;
using Xunit;

namespace TwinBert.Training.Tests.Commands;

/// <summary>A student of one small layer that learned a step from made-up scores, and its package, by the commands that people run.</summary>
internal sealed class TrainedPackage : IDisposable
{
    private readonly DistillationData _data = new();
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-trained").FullName;

    public TrainedPackage() => _data.WriteQueries();

    public string Catalogue => _data.Catalogue;

    public string Teacher => _data.Teacher;

    /// <summary>The run.</summary>
    public string Student => Place("student");

    /// <summary>Its package.</summary>
    public string Package => Place("package");

    /// <summary>What <c>distill</c> learns from.</summary>
    public string Source => $"--dataset {Catalogue} --scores {Place("scores.tsv")} --precision fp32";

    public async Task MakeAsync()
    {
        var documents = BeirCorpus.Read(DatasetFiles.FindCorpus(Catalogue)).Select(document => document.Id).ToArray();
        var queries = BeirDataset.Open(Catalogue, "train").Queries.Select(entry => entry.Id);
        File.WriteAllLines(
            Place("scores.tsv"),
            ["# teacher scores\ttest\t1", .. queries.SelectMany((id, i) => documents.Select((document, j) => $"{id}\t{document}\t{(i == j ? 2 : -2)}"))]);
        await RunAsync($"distill {Source} --steps 1 --student {Teacher} --layers 0 --dimensions 8 --document-tokens 48 --out {Student}");
        await RunAsync($"export --run {Student} --out {Package}");
    }

    public string Place(string name) => Path.Combine(_root, name);

    public static async Task RunAsync(string commandLine) => Assert.Equal(0, await CommandLine.RunAsync(commandLine.Split(' ')));

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
