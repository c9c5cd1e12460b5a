using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Scan;
using Xunit;

namespace TwinBert.Search.Tests.Scan;

public sealed class IndexScannerTests
{
    private const string Opened = """{"id":"snap"}""";
    private const string Empty = """{"pit_id":"snap","_shards":{"failed":0},"hits":{"hits":[]}}""";
    private const string Lost = """{"error":{"type":"search_phase_execution_exception","root_cause":[{"type":"search_context_missing_exception"}]},"status":404}""";
    private static readonly ClusterIdentity Elasticsearch8 = new(EngineFamily.Elasticsearch, new(8, 19));
    private static readonly ClusterIdentity Elasticsearch9 = new(EngineFamily.Elasticsearch, new(9, 4));
    private static readonly ClusterIdentity OpenSearch = new(EngineFamily.OpenSearch, new(2, 19));

    [Fact]
    public async Task ScanAsync_Elasticsearch_OpensReadsByNumberAndCloses()
    {
        var calls = new RecordedCalls((200, Opened), (200, Page(("a", 5), ("b", 8))), (200, Empty));

        var pages = await ScanAsync(calls, Elasticsearch8, new("p q", 1, 3, 99));

        Assert.Equal(["a", "b"], Assert.Single(pages).Documents.Select(document => document.Id));
        Assert.Equal("POST /p%20q/_pit?keep_alive=300s&preference=_shards:1", calls.Seen[0]);
        Assert.Contains("""{"range":{"_seq_no":{"gt":3,"lte":99}}}""", calls.Seen[1], StringComparison.Ordinal);
        Assert.Contains("\"_source\":true", calls.Seen[1], StringComparison.Ordinal);
        Assert.Contains("""{"range":{"_seq_no":{"gt":8,"lte":99}}}""", calls.Seen[2], StringComparison.Ordinal);
        Assert.Equal("""DELETE /_pit {"id":"snap"}""", calls.Seen[3]);
    }

    [Fact]
    public async Task ScanAsync_Elasticsearch9_AsksForVectors()
    {
        var calls = new RecordedCalls((200, Opened), (200, Empty));

        await ScanAsync(calls, Elasticsearch9, new("p", 0, -1, 9));

        Assert.Contains("""_source":{"exclude_vectors":false}""", calls.Seen[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_OpenSearch_SpellsSnapshotsItsWay()
    {
        var calls = new RecordedCalls((200, """{"pit_id":"snap"}"""), (200, Empty));

        await ScanAsync(calls, OpenSearch, new("p", 0, -1, 9) { Query = """{"match_none":{}}""" });

        Assert.Equal("POST /p/_search/point_in_time?keep_alive=300s&preference=_shards:0", calls.Seen[0]);
        Assert.Contains("},{\"match_none\":{}}]", calls.Seen[1], StringComparison.Ordinal);
        Assert.Equal("""DELETE /_search/point_in_time {"pit_id":["snap"]}""", calls.Seen[2]);
    }

    [Fact]
    public async Task ScanAsync_LastNumberReached_DoesNotAskAgain()
    {
        var calls = new RecordedCalls((200, Opened), (200, Page(("a", 9))));

        await ScanAsync(calls, Elasticsearch8, new("p", 0, -1, 9));

        Assert.Equal(3, calls.Seen.Count);
    }

    [Fact]
    public async Task ScanAsync_SnapshotLost_OpensAnotherAndGoesOn()
    {
        var calls = new RecordedCalls((200, Opened), (200, Page(("a", 5))), (404, Lost), (200, """{"id":"second"}"""), (200, Page(("b", 9))));

        var pages = await ScanAsync(calls, Elasticsearch8, new("p", 0, -1, 9));

        Assert.Equal(["a", "b"], pages.SelectMany(page => page.Documents).Select(document => document.Id));
        Assert.Contains("\"id\":\"second\"", calls.Seen[4], StringComparison.Ordinal);
        Assert.Contains("\"gt\":5", calls.Seen[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_SnapshotLostAgainAndAgain_GivesUp()
    {
        var calls = new RecordedCalls([.. Enumerable.Repeat(new[] { (200, Opened), (404, Lost) }, 10).SelectMany(pair => pair)]);

        var pages = await ScanAsync(calls, Elasticsearch8, new("p", 0, -1, 9));

        Assert.Contains("HTTP 404", Assert.Single(pages).Failure, StringComparison.Ordinal);
        Assert.Equal(4, calls.Seen.Count(call => call.Contains("/p/_pit", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(500, """{"error":{"type":"boom","reason":"why"}}""", "HTTP 500: boom: why")]
    [InlineData(200, """{"_shards":{"failed":1},"hits":{"hits":[]}}""", "A shard did not answer")]
    [InlineData(200, "<html>", "no search response")]
    [InlineData(200, """{"hits":{"hits":[{"_seq_no":"text"}]}}""", "no search response")]
    public async Task ScanAsync_PageFails_SaysWhy(int status, string body, string expected)
    {
        var pages = await ScanAsync(new RecordedCalls((200, Opened), (status, body)), Elasticsearch8, new("p", 0, -1, 9));

        Assert.Contains(expected, Assert.Single(pages).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanAsync_Documents_KeepTheirSourcesByteForByte()
    {
        const string Source = """{ "n" : 1e3, "o":{"_id":"inner","_seq_no":1}, "list":[ 1,2 ] }""";
        var page = $$$"""{"took":1,"pit_id":"snap","_shards":{"total":1,"failed":0},"hits":{"max_score":null,"hits":[{"_index":"p","_id":"a\"/é","_seq_no":9,"_primary_term":3,"_score":null,"_routing":"r","_source":{{{Source}}},"sort":[9]}]}}""";

        var pages = await ScanAsync(new RecordedCalls((200, Opened), (200, page)), Elasticsearch8, new("p", 0, -1, 9));

        var document = Assert.Single(Assert.Single(pages).Documents);
        Assert.Equal(("p", "a\"/é", "r", 9L, 3L), (document.Index, document.Id, document.Routing, document.SequenceNumber, document.PrimaryTerm));
        Assert.Equal(Source, Encoding.UTF8.GetString(document.Source.Span));
    }

    [Fact]
    public async Task ScanAsync_SmallDocuments_AsksForMoreAtOnceButNeverTooMany()
    {
        var calls = new RecordedCalls((200, Opened), (200, Page(("a", 1))), (200, Page(("b", 2))), (200, Page(("c", 3))), (200, Page(("d", 9))));

        await ScanAsync(calls, Elasticsearch8, new("p", 0, -1, 9));

        Assert.Equal([10, 100, 1000, 1000], calls.Seen.Where(call => call.Contains(" /_search", StringComparison.Ordinal)).Select(Size));
    }

    [Fact]
    public async Task ReadAgainAsync_Documents_GivesThemInOrderAndTheGoneWithoutSource()
    {
        var calls = new RecordedCalls(
            (
                200,
                """{"docs":[{"_index":"p","_id":"a","found":false},{"_index":"p","_id":"b","_seq_no":4,"_primary_term":1,"found":true,"_source":{"x":1}}]}"""));
        ScannedDocument[] asked = [new("p", "a", null, 1, 1, default), new("p", "b", "r", 2, 1, default)];

        var page = await new IndexScanner(calls, Elasticsearch9).ReadAgainAsync(asked, TestContext.Current.CancellationToken);

        Assert.Equal([true, false], page.Documents.Select(document => document.Source.IsEmpty));
        Assert.StartsWith("POST /_mget?_source_exclude_vectors=false ", calls.Seen[0], StringComparison.Ordinal);
        Assert.Contains("\"routing\":\"r\"", calls.Seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastSequenceNumberAsync_EmptyShard_IsMinusOne()
    {
        var scanner = new IndexScanner(new RecordedCalls((200, Empty), (200, Page(("a", 41)))), Elasticsearch8);

        Assert.Equal((-1, null), await scanner.LastSequenceNumberAsync("p", 0, TestContext.Current.CancellationToken));
        Assert.Equal((41, null), await scanner.LastSequenceNumberAsync("p", 0, TestContext.Current.CancellationToken));
    }

    private static int Size(string call) => int.Parse(call.Split("\"size\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string Page(params (string Id, int Number)[] documents)
    {
        var hits = documents.Select(
            document => $$$"""{"_index":"p","_id":"{{{document.Id}}}","_seq_no":{{{document.Number}}},"_primary_term":1,"_source":{}}""");
        return "{\"pit_id\":\"snap\",\"_shards\":{\"failed\":0},\"hits\":{\"hits\":[" + string.Join(',', hits) + "]}}";
    }

    private static async Task<List<ScanPage>> ScanAsync(RecordedCalls calls, ClusterIdentity identity, ShardRange range)
    {
        var pages = new List<ScanPage>();
        await foreach (var page in new IndexScanner(calls, identity).ScanAsync(range, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
        }

        return pages;
    }
}
