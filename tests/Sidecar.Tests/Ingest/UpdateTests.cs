using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class UpdateTests
{
    private static readonly string Full = Embedded.In("""{"title":"saw"}""", "saw");

    public static TheoryData<string, string> Updates => new()
    {
        { """{"doc":{"title":"saw"}}""", $$"""{"doc":{{Full}}}""" },
        { """{"doc_as_upsert":true,"doc":{"title":"saw"}}""", $$"""{"doc_as_upsert":true,"doc":{{Full}}}""" },
        { """{ "doc" : {"title":"saw"} , "detect_noop":false}""", $$"""{ "doc" : {{Full}} , "detect_noop":false}""" },
        { """{"doc":{"title":"saw"},"upsert":{"title":"saw"}}""", $$"""{"doc":{{Full}},"upsert":{{Full}}}""" },
        { """{"upsert":{"title":"saw"},"doc":{"title":"saw"}}""", $$"""{"upsert":{{Full}},"doc":{{Full}}}""" },
        { """{"script":"ctx._source.n++","upsert":{"title":"saw"}}""", $$"""{"script":"ctx._source.n++","upsert":{{Full}}}""" },
        { """{"doc":{"title":null}}""", """{"doc":{"title":null,"twinbert":null}}""" },
        { """{"doc":{"title":"saw","twinbert":{"embedding":[]}}}""", "{\"doc\":{\"title\":\"saw\"," + Embedded.Member("saw") + "}}" },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task Update_OfAllTheText_GetsItsEmbedding(string update, string expected)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync("POST", "/products/_update/1", update);

        Assert.Equal(expected, index.Written);
    }

    [Theory]
    [InlineData("""{"doc":{"price":1}}""")]
    [InlineData("""{"script":"ctx._source.n++"}""")]
    [InlineData("""{"script":"x","scripted_upsert":true,"upsert":{"title":"saw"}}""")]
    [InlineData("""{"doc":7}""")]
    [InlineData("""{"doc":{"title":"saw"}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public async Task Update_OfNoText_IsUntouchedAndCostsNoCall(string update)
    {
        await using var index = await ScriptedIndex.StartAsync();

        using var response = await index.SendAsync("POST", "/products/_update/1", update);

        Assert.Equal(update, index.Written);
        Assert.Empty(index.Calls);
    }

    [Theory]
    [InlineData("""{"doc":{"title":"saw"}}""", """{"doc":{"title":"saw","twinbert":null}}""")]
    [InlineData("""{"doc":{"brand":null}}""", """{"doc":{"brand":null,"twinbert":null}}""")]
    public async Task Update_OfSomeOfTheTextOfAnUnknownDocument_TakesTheStoredEmbeddingAway(string update, string expected)
    {
        await using var index = await TwoFieldsAsync();

        using var response = await index.SendAsync("POST", "/products/_update/1", update);

        Assert.Equal(expected, index.Written);
        Assert.Equal(["GET", "MGET"], index.Calls);
    }

    [Fact]
    public async Task Update_OfSomeOfTheText_IsEmbeddedTogetherWithTheRest()
    {
        await using var index = await TwoFieldsAsync();
        index.Stored = """{"docs":[{"found":true,"_source":{"title":"drill","brand":"Acme"}}]}""";

        using var response = await index.SendAsync("POST", "/products/_update/1?routing=r", """{"doc":{"title":"saw"}}""");

        Assert.Equal("""{"docs":[{"_index":"products","_id":"1","routing":"r","_source":["title","brand"]}]}""", index.Asked);
        Assert.Equal("{\"doc\":" + Embedded.In("""{"title":"saw"}""", "saw. Acme") + "}", index.Written);
    }

    [Fact]
    public async Task Bulk_ThatUpdatesADocumentTwice_EmbedsTheFirstAndTakesTheSecondAway()
    {
        await using var index = await TwoFieldsAsync();
        index.Stored = """{"docs":[{"found":true,"_source":{"title":"drill","brand":"Acme"}}]}""";

        using var response = await index.BulkAsync(
            "{\"update\":{\"_id\":1}}\n{\"doc\":{\"title\":\"saw\"}}\n{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"brand\":\"Other\"}}\n");

        var first = "{\"doc\":" + Embedded.In("""{"title":"saw"}""", "saw. Acme") + "}";
        Assert.Equal(
            "{\"update\":{\"_id\":1}}\n" + first + "\n{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"brand\":\"Other\",\"twinbert\":null}}\n",
            index.Written);
    }

    [Fact]
    public async Task Update_OfSomeOfTheTextOfAnUnmappedIndex_IsUntouched()
    {
        await using var index = await TwoFieldsAsync();
        index.State = ScriptedIndex.Unmapped;

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"title":"saw"}}""");

        Assert.Equal("""{"doc":{"title":"saw"}}""", index.Written);
        Assert.Equal(["GET"], index.Calls);
    }

    [Fact]
    public async Task Upsert_OfSomeOfTheTextOfADocumentThatIsNotThere_IsEmbeddedAsTheDocument()
    {
        await using var index = await TwoFieldsAsync();

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"title":"saw"},"doc_as_upsert":true}""");

        Assert.Equal($$"""{"doc":{{Full}},"doc_as_upsert":true}""", index.Written);
        Assert.Equal(["GET", "MGET"], index.Calls);
    }

    [Fact]
    public async Task Upsert_OfSomeOfTheTextOfAStoredDocument_IsEmbeddedTogetherWithTheRest()
    {
        await using var index = await TwoFieldsAsync();
        index.Stored = """{"docs":[{"found":true,"_source":{"title":"drill","brand":"Acme"}}]}""";

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"title":"saw"},"doc_as_upsert":true}""");

        Assert.Equal("{\"doc\":" + Embedded.In("""{"title":"saw"}""", "saw. Acme") + ",\"doc_as_upsert\":true}", index.Written);
    }

    [Theory]
    [InlineData("""{"docs":[{"error":{"type":"security_exception"}}]}""")]
    [InlineData("""{"docs":[{"found":true}]}""")]
    [InlineData("""{"docs":[]}""")]
    [InlineData("""{"docs":7}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Upsert_OfSomeOfTheTextOfAnUnreadableDocument_TakesTheStoredEmbeddingAway(string stored)
    {
        await using var index = await TwoFieldsAsync();
        index.Stored = stored;

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"title":"saw"},"doc_as_upsert":true}""");

        Assert.Equal("""{"doc":{"title":"saw","twinbert":null},"doc_as_upsert":true}""", index.Written);
    }

    [Fact]
    public async Task Update_OfAFieldOfWhichOnlyTheFirstValuesCount_AsksForTheFieldItself()
    {
        await using var index = await ScriptedIndex.StartAsync(null, settings =>
        {
            settings.Options.Indices["products"] = new() { TextFields = ["title", "metadata.actors[:2]"] };
            return settings;
        });
        index.Stored = """{"docs":[{"found":true,"_source":{"title":"drill","metadata":{"actors":["a","b","c"]}}}]}""";

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"title":"saw"}}""");

        Assert.Equal("""{"docs":[{"_index":"products","_id":"1","_source":["title","metadata.actors"]}]}""", index.Asked);
        Assert.Equal("{\"doc\":" + Embedded.In("""{"title":"saw"}""", "saw. a, b") + "}", index.Written);
    }

    [Fact]
    public async Task Update_OfAllTheTextInOneOfTwoSpellings_IsEmbeddedTogetherWithTheOther()
    {
        await using var index = await ScriptedIndex.StartAsync(null, settings =>
        {
            settings.Options.Indices["products"] = new() { TextFields = ["metadata.brand"] };
            return settings;
        });
        index.Stored = """{"docs":[{"found":true,"_source":{"metadata.brand":"Acme"}}]}""";

        using var response = await index.SendAsync("POST", "/products/_update/1", """{"doc":{"metadata":{"brand":"Other"}}}""");

        Assert.Equal("{\"doc\":" + Embedded.In("""{"metadata":{"brand":"Other"}}""", "Other, Acme") + "}", index.Written);
    }

    private static Task<ScriptedIndex> TwoFieldsAsync() => ScriptedIndex.StartAsync(null, settings =>
    {
        settings.Options.Indices["products"] = new() { TextFields = ["title", "brand"] };
        return settings;
    });
}
