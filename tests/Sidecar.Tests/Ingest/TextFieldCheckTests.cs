using System.Text;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class TextFieldCheckTests : IClusterCalls
{
    private readonly KeptLines<WriteLog> _lines = new();
    private readonly List<string> _asked = [];
    private readonly WriteLog _log;
    private string _mapping = "{}";

    public TextFieldCheckTests() => _log = new(new FakeTimeProvider(), _lines);

    [Theory]
    [InlineData("titel", """{"title":"drill"}""", "Nearest there: title.")]
    [InlineData("name", """{"name":{"en":"drill","de":"Bohrer"}}""", "Nearest there: name.de, name.en, name.*.")]
    [InlineData("colour", """{"title":"drill"}""", "No field there has a name like it.")]
    public async Task FindUnknownAsync_FieldThatNothingHas_IsNamedOnceWithTheNearest(string field, string document, string nearest)
    {
        var check = Check(field);
        await SeeAsync(check, document, 10);
        await SeeAsync(check, document, 10);

        var line = Assert.Single(_lines.All);
        const string Nowhere = "neither the mapping of index products nor any of the first 10 documents has text there.";
        Assert.StartsWith($"Text field {field}: {Nowhere}", line, StringComparison.Ordinal);
        Assert.Contains(nearest, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindUnknownAsync_FieldOfTheMappingAlone_IsNotNamed()
    {
        _mapping = """{"products":{"mappings":{"properties":{"subtitle":{"type":"text"}}}}}""";
        await SeeAsync(Check("title", "subtitle"), """{"title":"drill"}""", 10);

        Assert.Empty(_lines.All);
        Assert.Equal("/products/_mapping", Assert.Single(_asked));
    }

    [Fact]
    public async Task FindUnknownAsync_FieldOfOneDocument_AsksNothing()
    {
        var check = Check("title", "subtitle");
        check.See(Encoding.UTF8.GetBytes("""{"title":"drill","subtitle":"cordless"}"""));
        await SeeAsync(check, """{"title":"drill"}""", 10);

        Assert.Empty(_lines.All);
        Assert.Empty(_asked);
        Assert.True(check.IsSettled);
    }

    [Theory]
    [InlineData("{}", 9)]
    [InlineData("[1]", 20)]
    [InlineData("{", 20)]
    public async Task FindUnknownAsync_FewDocumentsOrNone_SaysNothing(string document, int times)
    {
        await SeeAsync(Check("title"), document, times);

        Assert.Empty(_lines.All);
        Assert.Empty(_asked);
    }

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        _asked.Add(call.Target);
        return ValueTask.FromResult(new ClusterAnswer(200, Encoding.UTF8.GetBytes(_mapping)));
    }

    private static TextFieldCheck Check(params string[] fields) => new(fields, new(fields));

    private async Task SeeAsync(TextFieldCheck check, string document, int times)
    {
        for (var i = 0; i < times; i++)
        {
            check.See(Encoding.UTF8.GetBytes(document));
        }

        foreach (var field in await check.FindUnknownAsync("products", this, TestContext.Current.CancellationToken))
        {
            _log.UnknownField(field.Path, "products", field.Documents, field.Nearest);
        }
    }
}
