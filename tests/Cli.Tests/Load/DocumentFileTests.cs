using System.IO.Compression;
using System.Text;
using TwinBert.Cli.Load;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Load;

public sealed class DocumentFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-load").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadAsync_Folder_ReadsItsCorpusAndTakesTheIdentifierOut()
    {
        Write("corpus.jsonl", "{\"_id\": \"a\", \"price\": 1e3, \"text\": \"naïve\"}\n\n{\"_id\": 7, \"nested\": {\"_id\": 1}}\n");

        var documents = await ReadAsync(_folder, "_id");

        Assert.Equal([(1, "a"), (3, "7")], documents.Select(document => (document.Line, document.Id)));
        Assert.Equal(["{\"price\":1e3,\"text\":\"naïve\"}", "{\"nested\":{\"_id\": 1}}"], documents.Select(Text));
    }

    [Fact]
    public async Task ReadAsync_IdentifierThatIsAField_StaysInTheSource()
    {
        var file = Write("products.ndjson", "{\"sku\":\"A-1\"}\n{\"title\":\"no sku\"}");

        var documents = await ReadAsync(file, "sku");

        Assert.Equal(["A-1", null], documents.Select(document => document.Id));
        Assert.Equal("{\"sku\":\"A-1\"}", Text(documents[0]));
    }

    [Fact]
    public async Task ReadAsync_Gzip_IsUnpacked()
    {
        var file = Path.Combine(_folder, "corpus.jsonl.gz");
        await using (var stream = new GZipStream(File.Create(file), CompressionMode.Compress))
        {
            await stream.WriteAsync("{\"_id\":\"a\"}"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal("a", Assert.Single(await ReadAsync(_folder, "_id")).Id);
    }

    [Theory]
    [InlineData("{\"index\":{}}\n{\"title\":\"a\"}", 1)]
    [InlineData("{\"create\":{\"_index\":\"shop\",\"_id\":\"1\",\"routing\":\"x\"}}\n{\"title\":\"a\"}", 1)]
    [InlineData("{\"title\":\"a\"}\n{\"delete\":{\"_id\":\"1\"}}", 2)]
    public async Task ReadAsync_BulkFile_IsRefusedWithTheWayToSendIt(string content, int line)
    {
        var file = Write("bulk.ndjson", content);

        var error = await Assert.ThrowsAsync<UnusableInputException>(() => ReadAsync(file, "_id"));

        Assert.StartsWith($"Line {line} of '{file}' is an action of a bulk request", error.Message, StringComparison.Ordinal);
        Assert.Contains($"--data-binary @{file} URL/_bulk", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"index\":{\"name\":\"DAX\"}}")]
    [InlineData("{\"index\":\"DAX\"}")]
    [InlineData("{\"update\":{},\"title\":\"a\"}")]
    public async Task ReadAsync_DocumentWithTheNameOfAnAction_IsRead(string content) =>
        Assert.Equal(content, Text(Assert.Single(await ReadAsync(Write("corpus.jsonl", content), "_id"))));

    [Theory]
    [InlineData("{\"_id\":\"a\"}\n[1]", "Line 2")]
    [InlineData("{", "Line 1")]
    public async Task ReadAsync_LineThatIsNoObject_IsNamed(string content, string line)
    {
        var file = Write("broken.jsonl", content);

        var error = await Assert.ThrowsAsync<UnusableInputException>(() => ReadAsync(file, "_id"));

        Assert.StartsWith(line, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-such")]
    public async Task ReadAsync_NothingThere_SaysSo(string name) =>
        await Assert.ThrowsAsync<UnusableInputException>(() => ReadAsync(Path.Combine(_folder, name), "_id"));

    private static string Text(LoadDocument document) => Encoding.UTF8.GetString(document.Source.Span);

    private static async Task<List<LoadDocument>> ReadAsync(string path, string idField)
    {
        var documents = new List<LoadDocument>();
        await foreach (var document in new DocumentFile(path, idField).ReadAsync(TestContext.Current.CancellationToken))
        {
            documents.Add(document);
        }

        return documents;
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
