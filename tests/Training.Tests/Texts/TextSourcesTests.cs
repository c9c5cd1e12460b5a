using TwinBert.Evaluation.Beir;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.Texts;
using Xunit;

namespace TwinBert.Training.Tests.Texts;

public sealed class TextSourcesTests : IDisposable
{
    private readonly TemporaryDataset _data = new();

    private string Pairs => Path.Combine(_data.Folder, "pairs.jsonl");

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Pairs_QueriesAndDocumentsThatBelongTogether(bool compressed)
    {
        _data.Write("pairs.jsonl", """
            {"query":" red sofa ","document":"A settee."}

            {"text":"Only a text."}
            {"query":"red sofa","document":"Another settee."}
            {"query":"","document":"A settee."}
            """);
        if (compressed)
        {
            _data.Compress("pairs.jsonl");
        }

        var source = new TextSource(compressed ? Pairs + ".gz" : Pairs) { QueryLimit = 8, DocumentLimit = 48 };
        Assert.Equal(
            [
                new("red sofa", TextKind.Query, 8, 0, 0),
                new("A settee.", TextKind.Document, 48, 0, 0),
                new("Only a text.", TextKind.Document, 48, 1, 0),
                new("Another settee.", TextKind.Document, 48, 2, 0),
            ],
            Read(source));
    }

    [Fact]
    public void Read_Folder_DocumentsByTheirTextFieldsAndQueriesOfTheSplit()
    {
        Assert.Equal(
            ["Marlow. Red sofa", "Blue lamp"],
            Read(new TextSource(_data.Folder) { TextFields = ["metadata.brand", "title"] }).Select(text => text.Text));
        var all = Read(new TextSource(_data.Folder) { Split = "test" });
        Assert.Equal(["Red sofa. A settee for two.", "Blue lamp. Light for reading.", "A green torch.", "sofa", "reading lamp"], all.Select(text => text.Text));
        Assert.Equal(3, all.Count(text => text.Kind == TextKind.Document));
    }

    [Fact]
    public void Read_SeveralSources_EachTextOnceAndUnitsGoOn()
    {
        _data.Write("pairs.jsonl", """{"document":"A green torch."}""" + "\n" + """{"query":"sofa","document":"New."}""");
        var texts = Read(new TextSource(_data.Folder), new TextSource(Pairs));
        Assert.Equal(["sofa", "New."], texts.Skip(3).Select(text => text.Text));
        Assert.Equal(texts[^1].Unit, texts[^2].Unit);
        Assert.Equal(4, texts.Select(text => text.Unit).Distinct().Count());
        Assert.Equal([0, 0, 0, 1, 1], texts.Select(text => text.Source));
    }

    [Theory]
    [InlineData("""{"document":"x"}"""  + "\n" + """{"document":3}""", "line 2: 'document' is not a string")]
    [InlineData("""{"document":"x"}""" + "\n{", "line 2: not valid JSON")]
    [InlineData("""{"title":"x"}""", "line 1: expected a member 'query', 'document' or 'text'")]
    [InlineData("""{"text":"\ud800"}""", "line 1: 'text' has an escape")]
    [InlineData("""{"text":" "}""", "has no text")]
    [InlineData("", "has no text")]
    public void Read_WrongLine_NamesFileAndLine(string lines, string message)
    {
        _data.Write("pairs.jsonl", lines);
        var error = Assert.Throws<DatasetException>(() => Read(new TextSource(Pairs)));
        Assert.Contains("pairs.jsonl", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingSource_NamesIt() =>
        Assert.Contains("nowhere.jsonl", Assert.Throws<DatasetException>(() => Read(new TextSource("nowhere.jsonl"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FolderWithoutCorpus_NamesIt()
    {
        _data.Delete("corpus.jsonl");
        Assert.Contains("corpus.jsonl", Assert.Throws<DatasetException>(() => Read(new TextSource(_data.Folder))).Message, StringComparison.Ordinal);
    }

    private static SourceText[] Read(params TextSource[] sources) => [.. TextSources.Read(sources, TestContext.Current.CancellationToken)];
}
