using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Settings;
using Xunit;

namespace TwinBert.Backfill.Tests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private static readonly BackfillCheckpoint Sample = new("http://a", BackfillMode.Missing)
    {
        Indices =
        [
            new IndexProgress("products", "u", "twinbert <- title", "0123456789ab")
            {
                Shards = [new(0, 41, 99), new(1, -1, -1)],
                Counters = new() { Scanned = 42, Embedded = 40, Lost = 2, EncoderSeconds = 1.5 },
                Sweeping = true,
            },
        ],
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-checkpoint-");

    private static BackfillCheckpoint Run(params (string Index, string Model)[] indices) =>
        Sample with { Indices = [.. indices.Select(index => new IndexProgress(index.Index, "u", "twinbert <- title", index.Model))] };

    private CheckpointFile File => new(Path.Combine(_folder.FullName, "state.json"));

    [Fact]
    public void Load_Saved_GivesTheSame()
    {
        File.Save(Sample with { Indices = [] });
        File.Save(Sample);

        var (loaded, failure) = File.Load();

        Assert.Null(failure);
        Assert.Equal((Sample.Upstream, Sample.Mode), (loaded!.Upstream, loaded.Mode));
        var index = Assert.Single(loaded.Indices);
        Assert.Equal(Sample.Indices[0].Shards, index.Shards);
        Assert.Equal(Sample.Indices[0].Counters, index.Counters);
        Assert.True(index.Sweeping);
        Assert.Equal(["state.json"], _folder.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void Load_NoFile_GivesNothing() => Assert.Equal((null, null), File.Load());

    [Theory]
    [InlineData("")]
    [InlineData("{\"upstream\":")]
    [InlineData("null")]
    [InlineData("{\"mode\":\"sideways\"}")]
    public void Load_DamagedFile_SaysSo(string content)
    {
        System.IO.File.WriteAllText(File.Path, content);

        var (loaded, failure) = File.Load();

        Assert.Null(loaded);
        Assert.NotNull(failure);
    }

    [Fact]
    public void DifferenceTo_AnotherRun_NamesTheDifference()
    {
        Assert.Null(Sample.DifferenceTo(new("http://a", BackfillMode.Missing)));
        Assert.Equal("it is of the model 0123456789ab, not of ffffffffffff", Sample.DifferenceTo(Run(("products", "ffffffffffff"))));
        Assert.Contains("cluster", Sample.DifferenceTo(Sample with { Upstream = "http://b" }), StringComparison.Ordinal);
        Assert.Contains("All", Sample.DifferenceTo(Sample with { Mode = BackfillMode.All }), StringComparison.Ordinal);
        Assert.Contains("format", (Sample with { Version = 99 }).DifferenceTo(Sample), StringComparison.Ordinal);
    }

    [Fact]
    public void DifferenceTo_RunOfSeveralModels_NamesTheIndexWhoseModelChanged()
    {
        Assert.Null(Sample.DifferenceTo(Run(("articles", "aaaaaaaaaaaa"), ("products", "0123456789ab"))));
        Assert.Equal(
            "it has 'products' with the model 0123456789ab, not with ffffffffffff",
            Sample.DifferenceTo(Run(("articles", "0123456789ab"), ("products", "ffffffffffff"))));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
