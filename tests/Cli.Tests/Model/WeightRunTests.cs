using TwinBert.Cli.Model;
using TwinBert.Evaluation.Tuning;
using TwinBert.Terminal;
using TwinBert.TestKit;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

public sealed class WeightRunTests : IDisposable
{
    private readonly TinyModel _model = TinyModel.Create();

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("data/shop", "data/shop", "test", "title,text", "shop test")]
    [InlineData("data/shop/#dev", "data/shop/", "dev", "title,text", "shop dev")]
    [InlineData("shop##title, brand", "shop", "test", "title,brand", "shop test")]
    public void Read_Set_FillsInWhatIsLeftOut(string given, string folder, string split, string fields, string name)
    {
        var set = WeightSet.Read(given);

        Assert.Equal((folder, split, fields, name), (set.Folder, set.Split, string.Join(',', set.TextFields), set.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a#b#c#d")]
    [InlineData("a#b#title,,text")]
    public void Read_SetThatIsNone_NamesTheForm(string given) =>
        Assert.Contains("DIR#SPLIT#FIELDS", Assert.Throws<UnusableInputException>(() => WeightSet.Read(given)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_Catalogue_PrintsEveryWeightAndTheRule()
    {
        await using var output = new StringWriter();
        var code = await Run(output, RepositoryFolder.PathOf("samples", "catalogue")).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.Contains("catalogue test", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("| 0.25 ", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("| 0.75 ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The package says", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoSuchSet_NamesTheFolder()
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(
            () => Run(TextWriter.Null, "no/such/folder").RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("no/such/folder", error.Message, StringComparison.Ordinal);
    }

    private WeightRun Run(TextWriter output, string folder) => new()
    {
        Package = _model.Package,
        Sets = [new(folder, "test", ["title"])],
        Rule = new WeightRule(0.5),
        Output = output,
        Error = TextWriter.Null,
    };
}
