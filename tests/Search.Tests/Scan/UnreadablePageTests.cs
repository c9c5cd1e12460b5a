using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Scan;
using Xunit;

namespace TwinBert.Search.Tests.Scan;

/// <summary>Pages that one source makes unreadable: the others are read, in few requests.</summary>
public sealed class UnreadablePageTests
{
    private const int Documents = 400;

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task ScanAsync_OneUnreadable_ReadsAllOthersInFewRequests(int status)
    {
        var clean = new Shard(status);
        await ScanAsync(clean);
        var shard = new Shard(status, 217);

        var documents = await ScanAsync(shard);

        Assert.Equal(Enumerable.Range(0, Documents), documents.Select(document => (int)document.SequenceNumber));
        var lost = Assert.Single(documents, document => document.IsUnreadable);
        Assert.Equal(("217", true), (lost.Id, lost.Source.IsEmpty));

        // Two for each halving of the page, and without an answer each is asked for twice.
        Assert.InRange(shard.Requests - clean.Requests, 1, status == 0 ? 32 : 24);
        Assert.Equal(0, shard.Repeated);
    }

    [Fact]
    public async Task ScanAsync_AllUnreadable_NamesEach()
    {
        var documents = await ScanAsync(new Shard(200, [.. Enumerable.Range(0, Documents)]));

        Assert.Equal(Documents, documents.Count(document => document.IsUnreadable));
    }

    [Fact]
    public async Task ScanAsync_AnswerLostOnTheWayOnce_LosesNoDocument()
    {
        var shard = new Shard(200);
        var calls = new Between(shard, call => ClusterAnswer.Unreachable("broken off")) { Times = 1 };

        var documents = await ScanAsync(calls, shard);

        Assert.Equal((Documents, false), (documents.Count, documents.Any(document => document.IsUnreadable)));
    }

    [Fact]
    public async Task ReadAgainAsync_OneUnreadable_GivesAllInOrder()
    {
        var shard = new Shard(500, 3);
        ScannedDocument[] asked = [.. Enumerable.Range(0, 7).Select(i => new ScannedDocument("p", $"{i}", null, i, 1, default))];

        var page = await new IndexScanner(shard, Identity).ReadAgainAsync(asked, TestContext.Current.CancellationToken);

        Assert.Null(page.Failure);
        Assert.Equal(asked.Select(document => document.Id), page.Documents.Select(document => document.Id));
        Assert.Equal("3", Assert.Single(page.Documents, document => document.IsUnreadable).Id);
    }

    private static ClusterIdentity Identity { get; } = new(EngineFamily.Elasticsearch, new(8, 19));

    private static Task<List<ScannedDocument>> ScanAsync(Shard shard) => ScanAsync(shard, shard);

    private static async Task<List<ScannedDocument>> ScanAsync(IClusterCalls once, Shard shard)
    {
        var documents = new List<ScannedDocument>();
        var scanner = new IndexScanner(new Between(shard, call => null) { Heard = () => shard.Repeated += shard.IsBroken ? 1 : 0 }, Identity) { Once = once };
        await foreach (var page in scanner.ScanAsync(new("p", 0, -1, Documents - 1), TestContext.Current.CancellationToken))
        {
            Assert.Null(page.Failure);
            documents.AddRange(page.Documents);
        }

        return documents;
    }

    /// <summary>Answers instead of the shard, a number of times.</summary>
    private sealed class Between(IClusterCalls calls, Func<ClusterCall, ClusterAnswer?> answer) : IClusterCalls
    {
        public int Times { get; set; }

        public Action Heard { get; init; } = () => { };

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            var result = Times-- > 0 && answer(call) is { } other ? other : await calls.SendAsync(call, cancellationToken);
            Heard();
            return result;
        }
    }

    /// <summary>Serves the documents of one shard, of which some spoil every answer that has their source.</summary>
    private sealed class Shard(int status, params int[] unreadable) : IClusterCalls
    {
        private readonly HashSet<int> _unreadable = [.. unreadable];

        public int Requests { get; private set; }

        /// <summary>How often an answer was spoilt on the way that repeats.</summary>
        public int Repeated { get; set; }

        /// <summary>Whether the last answer was spoilt.</summary>
        public bool IsBroken { get; private set; }

        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            Requests++;
            IsBroken = false;
            if (call.Method == HttpMethod.Delete || call.Target.Contains("/_pit", StringComparison.Ordinal))
            {
                return ValueTask.FromResult(Ok("""{"id":"snap"}"""));
            }

            var body = JsonNode.Parse(call.Body.Span)!;
            return ValueTask.FromResult(
                call.Target.StartsWith("/_mget", StringComparison.Ordinal)
                    ? Answer("docs", body["docs"]!.AsArray().Select(key => int.Parse((string)key!["_id"]!, null)), call.Target != "/_mget?_source=false")
                    : Search(body));
        }

        private static ClusterAnswer Ok(string body) => new(200, Encoding.UTF8.GetBytes(body));

        private ClusterAnswer Search(JsonNode body)
        {
            var range = body["query"]!["bool"]!["filter"]![0]!["range"]!["_seq_no"]!;
            var first = (int)range["gt"]! + 1;
            var numbers = Enumerable.Range(first, Math.Max(0, Math.Min((int)range["lte"]!, Documents - 1) - first + 1)).Take((int)body["size"]!);
            return Answer("hits", numbers, (bool)body["_source"]!);
        }

        private ClusterAnswer Answer(string name, IEnumerable<int> numbers, bool withSource)
        {
            IsBroken = withSource && numbers.Any(_unreadable.Contains);
            if (IsBroken && status != 200)
            {
                return status == 0 ? ClusterAnswer.Unreachable("broken off") : new(status, default);
            }

            var documents = numbers.Select(number => $$$"""{"_index":"p","_id":"{{{number}}}","_seq_no":{{{number}}},"_primary_term":1{{{Source(number, withSource)}}}}""");
            var list = string.Join(',', documents);
            return Ok(name == "docs" ? $$"""{"docs":[{{list}}]}""" : $$$"""{"pit_id":"snap","_shards":{"failed":0},"hits":{"hits":[{{{list}}}]}}""");
        }

        private string Source(int number, bool withSource) =>
            !withSource ? "" : _unreadable.Contains(number) ? ",\"_source\":{} // behind" : ",\"_source\":{}";
    }
}
