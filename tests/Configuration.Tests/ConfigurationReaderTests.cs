using TwinBert.Configuration;
using Xunit;

namespace TwinBert.Configuration.Tests;

public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_FullFile_BindsEverySetting()
    {
        var result = Read("""
            { "Listen": "http://127.0.0.1:1", "Upstream": { "Url": "https://cluster:9200" }, "Model": "m",
              "Indices": { "products*": { "TextFields": ["title", "brand"], "EmbeddingField": "vec", "Window": 50, "ModelWeight": 2.5, "Crossing": "residual" } } }
            """);

        Assert.Empty(result.Errors);
        Assert.Equal("https://cluster:9200", result.Options!.Upstream.Url);
        var index = Assert.Single(result.Options.Indices);
        Assert.Equal("products*", index.Key);
        Assert.Equal(["title", "brand"], index.Value.TextFields);
        Assert.Equal(("vec", 50, (double?)2.5, "residual"), (index.Value.EmbeddingField, index.Value.Window, index.Value.ModelWeight, index.Value.Crossing));
    }

    [Fact]
    public void Read_NextModel_IsTheIndexWithAnotherModel()
    {
        var result = Read("""
            { "Indices": { "shop": { "TextFields": ["title"], "ModelWeight": 2, "Window": 50, "HiddenEmbeddingFields": ["older"],
              "Next": { "Model": "new", "EmbeddingField": "vec2", "SwitchAtCoverage": 0.9 } } } }
            """);

        Assert.Empty(result.Errors);
        var index = result.Options!.Indices["shop"];
        var next = index.WithNext()!;
        Assert.Equal(("new", "vec2", (double?)null, 50, (NextModelOptions?)null), (next.Model, next.EmbeddingField, next.ModelWeight, next.Window, next.Next));
        Assert.Equal(["twinbert", "vec2", "older"], index.EmbeddingFields());
        Assert.Equal(["new"], result.Options.ModelsOfIndices());
        Assert.Null(next.WithNext());
        Assert.True(index.IsSearchedAs(index with { HiddenEmbeddingFields = ["older"], TextFields = ["name"] }));
        Assert.True(index.IsSearchedAs(index with { EmbeddingSpelling = "numbers" }));
        Assert.False(index.IsSearchedAs(index with { HiddenEmbeddingFields = [] }));
        Assert.False(index.IsSearchedAs(index with { Next = null }));
    }

    [Theory]
    [InlineData(""" "Next": { "EmbeddingField": "v2" } """, "Indices:a:Next:Model")]
    [InlineData(""" "Next": { "Model": "m", "EmbeddingField": "twinbert" } """, "Indices:a:Next:EmbeddingField")]
    [InlineData(""" "Next": { "Model": "m", "EmbeddingField": "a.b" } """, "Indices:a:Next:EmbeddingField")]
    [InlineData(""" "Next": { "Model": "m", "EmbeddingField": "title" } """, "Indices:a:TextFields")]
    [InlineData(""" "Next": { "Model": "m", "EmbeddingField": "v2", "SwitchAtCoverage": 1.5 } """, "Indices:a:Next:SwitchAtCoverage")]
    [InlineData(""" "Next": { "Model": "m", "EmbeddingField": "v2", "Colour": "blue" } """, "Indices:a:Next:Colour")]
    [InlineData(""" "HiddenEmbeddingFields": ["twinbert"] """, "Indices:a:HiddenEmbeddingFields")]
    [InlineData(""" "HiddenEmbeddingFields": [""] """, "Indices:a:HiddenEmbeddingFields")]
    public void Read_EmbeddingFieldsThatDoNotGoTogether_AreRefusedWithTheirPath(string settings, string path) =>
        Assert.Equal(path, Assert.Single(Read("{ \"Indices\": { \"a\": { \"TextFields\": [\"title\"], " + settings + " } } }").Errors).Path);

    [Fact]
    public void Read_NoJson_NamesTheLineAndTheColumn() =>
        Assert.Contains(", line 3, column 2: ", Assert.Single(Read("{\n \"Model\": \"m\"\n \"Listen\": 1 }").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SecretInAFile_IsItsTextWithoutTheLineEnd()
    {
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "pass word \n");

        var given = Read($$"""{ "Upstream": { "Username": "me", "PasswordFile": "{{secret}}" } }""");
        var twice = Read($$"""{ "Upstream": { "Username": "me", "Password": "a", "PasswordFile": "{{secret}}" } }""");
        File.Delete(secret);
        var gone = Read($$"""{ "Upstream": { "ApiKeyFile": "{{secret}}" } }""");

        Assert.Equal("pass word ", given.Options!.Upstream.Password);
        Assert.Equal("Upstream:Password", Assert.Single(twice.Errors).Path);
        Assert.Equal("Upstream:ApiKeyFile", Assert.Single(gone.Errors).Path);
    }

    [Theory]
    [InlineData("""{ "Listen": "https://127.0.0.1:1" }""", "Tls:Certificate")]
    [InlineData("""{ "Tls": { "ClientCertificates": "some" } }""", "Tls:ClientCertificates")]
    [InlineData("""{ "Upstream": { "Url": "http://a:1", "Nodes": ["https://b:1"] } }""", "Upstream:Nodes")]
    [InlineData("""{ "Upstream": { "Url": "http://a:1/es?x=1" } }""", "Upstream:Url")]
    [InlineData("""{ "Upstream": { "Aws": { "Region": "Frankfurt am Main" } } }""", "Upstream:Aws:Region")]
    [InlineData("""{ "Upstream": { "Aws": { "Region": "eu-central-1" }, "ApiKey": "a" } }""", "Upstream:Aws:Region")]
    [InlineData("""{ "Upstream": { "Aws": { "Profile": "shop" } } }""", "Upstream:Aws:Region")]
    [InlineData("""{ "Upstream": { "Aws": { "Region": "eu-central-1", "Service": "s3" } } }""", "Upstream:Aws:Service")]
    [InlineData("""{ "Admin": { "Token": "short" } }""", "Admin:Token")]
    [InlineData("""{ "Logs": { "Level": "loud" } }""", "Logs:Level")]
    [InlineData("""{ "Logs": { "SlowSearch": "-00:00:01" } }""", "Logs:SlowSearch")]
    [InlineData("""{ "ShutdownDelay": "01:00:00" }""", "ShutdownDelay")]
    public void Read_SettingOfTheOperation_IsCheckedWithItsPath(string json, string path) => Assert.Equal(path, Assert.Single(Read(json).Errors).Path);

    [Fact]
    public void Read_SeveralMistakes_ReportsAllWithTheirPaths()
    {
        var result = Read("""
            { "Lissten": 1, "Upstream": { "Url": "ftp://x" }, "Indices": { "a": { "TextFields": [], "Window": "many" }, "b": { "TextFields": ["t"], "Window": 0 } } }
            """);

        Assert.Null(result.Options);
        Assert.Equal(
            ["Indices:a:TextFields", "Indices:a:Window", "Indices:b:Window", "Lissten", "Upstream:Url"],
            result.Errors.Select(e => e.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("sidecar", "fused", "is not one of: window, auto, rescore, wrap")]
    [InlineData("", "fused", "is not one of")]
    [InlineData("rescore", "model", "has no effect with Scores 'model'")]
    [InlineData("rescore", "rank-preserving", "Leave Plan out, or set Scores to fused")]
    public void Read_PlanWithoutEffect_IsRefusedWithTheRemedy(string plan, string scores, string message)
    {
        var error = Assert.Single(
            Read($$"""{ "Indices": { "a": { "TextFields": ["t"], "Plan": "{{plan}}", "Scores": "{{scores}}" } } }""").Errors);

        Assert.Equal("Indices:a:Plan", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("numbers", true)]
    [InlineData("hexadecimal", false)]
    public void Read_EmbeddingSpelling_IsOneOfTwo(string spelling, bool isTaken)
    {
        var errors = Read($$"""{ "Indices": { "a": { "TextFields": ["t"], "EmbeddingSpelling": "{{spelling}}" } } }""").Errors;

        Assert.Equal(isTaken ? [] : ["Indices:a:EmbeddingSpelling"], errors.Select(error => error.Path));
    }

    [Fact]
    public void Read_PlanAutoAndNoWeight_LeavesTheWeightToThePackage()
    {
        var options = Read("""{ "Indices": { "a": { "TextFields": ["t"], "Plan": "auto" } } }""").Options;

        Assert.Null(Assert.Single(options!.Indices).Value.ModelWeight);
    }

    [Theory]
    [InlineData("-1", "is not between 0 and 20")]
    [InlineData("20.5", "is not between 0 and 20")]
    [InlineData("\"much\"", "is not a number")]
    public void Read_WeightOutOfRange_IsRefused(string weight, string message)
    {
        var error = Assert.Single(Read($$"""{ "Indices": { "a": { "TextFields": ["t"], "ModelWeight": {{weight}} } } }""").Errors);

        Assert.Equal("Indices:a:ModelWeight", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CrossingWithoutAName_IsRefused() =>
        Assert.Equal("Indices:a:Crossing", Assert.Single(Read("""{ "Indices": { "a": { "TextFields": ["t"], "Crossing": "" } } }""").Errors).Path);

    [Fact]
    public void Read_QueryTextPaths_AreTakenAndThoseThatAreNoneNamed()
    {
        Assert.Equal(
            ["ext.text", "query.a[0]"],
            Read("""{ "Indices": { "a": { "TextFields": ["t"], "QueryTextPaths": ["ext.text", "query.a[0]"] } } }""").Options!.Indices["a"].QueryTextPaths);
        var errors = Read("""{ "Indices": { "a": { "TextFields": ["t"], "QueryTextPaths": ["ok", "a..b", "[0]"] } } }""").Errors;
        Assert.Equal(["Indices:a:QueryTextPaths", "Indices:a:QueryTextPaths"], errors.Select(error => error.Path));
        Assert.Contains("'a..b'", errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("search.example:9210", true)]
    [InlineData("[::1]:9210", true)]
    [InlineData("search.example", false)]
    [InlineData("http://search.example:9210", false)]
    [InlineData("user@search.example:9210", false)]
    [InlineData("search.example:9210/", false)]
    [InlineData(":9210", false)]
    [InlineData("", false)]
    public void Read_PublishAddress_IsAHostAndAPort(string address, bool isValid) =>
        Assert.Equal(isValid ? [] : ["PublishAddress"], Read($$"""{ "PublishAddress": "{{address}}" }""").Errors.Select(error => error.Path));

    [Fact]
    public void Read_ListenHttp2ThatIsNoUrl_IsRefused() =>
        Assert.Equal("ListenHttp2", Assert.Single(Read("""{ "ListenHttp2": "localhost" }""").Errors).Path);

    [Theory]
    [InlineData("MaxSearchesPerRequest", "1", "200", "0", "201")]
    [InlineData("MaxBufferedBytes", "1048576", "1099511627776", "1048575", "1099511627777")]
    [InlineData("MaxPendingEncodings", "1", "100000", "0", "100001")]
    [InlineData("BreakAfterFailures", "1", "1000000", "0", "1000001")]
    [InlineData("BreakDuration", "\"00:00:00.001\"", "\"01:00:00\"", "\"00:00:00\"", "\"01:00:00.001\"")]
    [InlineData("RerankTimeout", "\"00:00:00.001\"", "\"00:01:00\"", "\"00:00:00\"", "\"00:01:00.001\"")]
    public void Read_LimitAtTheEdgeOfItsRange_IsTakenAndBehindItRefused(string name, string least, string most, string below, string above)
    {
        Assert.All([least, most], value => Assert.Empty(Read($$"""{ "Limits": { "{{name}}": {{value}} } }""").Errors));
        Assert.All([below, above], value => Assert.Equal("Limits:" + name, Assert.Single(Read($$"""{ "Limits": { "{{name}}": {{value}} } }""").Errors).Path));
    }

    [Fact]
    public void Read_Overrides_WinOverTheFile() =>
        Assert.Equal(
            "http://other:1",
            Read("""{ "Upstream": { "Url": "http://file:1" } }""", new() { ["Upstream:Url"] = "http://other:1" }).Options!.Upstream.Url);

    [Fact]
    public void Read_MissingNamedFile_NamesItAndTheRemedy() =>
        Assert.Contains(
            "'/no/such.json' does not exist",
            ConfigurationReader.Read("/no/such.json", new Dictionary<string, string?>()).Errors.Single().Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_MalformedJson_NamesTheFile() =>
        Assert.Contains(_file, Read("{ \"Listen\": ").Errors.Single().Message, StringComparison.Ordinal);

    private ConfigurationResult Read(string json, Dictionary<string, string?>? overrides = null)
    {
        File.WriteAllText(_file, json);
        return ConfigurationReader.Read(_file, overrides ?? []);
    }
}
