using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

/// <summary>
/// The same documents twice on one engine: as a client wrote them, and with embeddings spliced in. What the second answers, brought back, must be
/// what the first answers. The two names are equally long, so that only letters differ.
/// </summary>
internal sealed class WireIndex : IAsyncDisposable
{
    public const string Model = "0123456789ab";

    private readonly HttpClient _client;

    private WireIndex(HttpClient client, SearchDialect dialect, string name)
    {
        _client = client;
        Dialect = dialect;
        Plain = name + "-p";
        Embedded = name + "-e";
    }

    public SearchDialect Dialect { get; }

    public string Plain { get; }

    public string Embedded { get; }

    public static async Task<WireIndex> CreateAsync(RealEngines engines, EngineKind kind, string name, int shards = 1)
    {
        var client = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        var identity = ClusterIdentity.Read(await client.GetByteArrayAsync("/"))!;
        var index = new WireIndex(client, identity.Dialect, $"twinbert-wire-{name}");
        await index.DropAsync();
        await index.FillAsync(index.Plain, "", shards, embed: false);
        await index.FillAsync(index.Embedded, "," + EmbeddingMapping.Properties(identity.Family, new("twinbert"), 4), shards, embed: true);
        return index;
    }

    public async Task<byte[]> SendAsync(HttpMethod method, string target, ReadOnlyMemory<byte> body = default, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, target);
        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new(type);
        }

        using var response = await _client.SendAsync(request);
        return await response.Content.ReadAsByteArrayAsync();
    }

    public Task<byte[]> SendAsync(HttpMethod method, string target, string body, string type = "application/json") =>
        SendAsync(method, target, Encoding.UTF8.GetBytes(body), type);

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        _client.Dispose();
    }

    private async Task DropAsync()
    {
        await SendAsync(HttpMethod.Delete, "/" + Plain);
        await SendAsync(HttpMethod.Delete, "/" + Embedded);
    }

    private async Task FillAsync(string index, string mapping, int shards, bool embed)
    {
        var created = await SendAsync(HttpMethod.Put, "/" + index, $$$$"""
            {"settings":{"number_of_shards":{{{{shards}}}},"number_of_replicas":0},
             "mappings":{"dynamic":false,"properties":{"title":{"type":"text","store":true},"color":{"type":"keyword"},"n":{"type":"double"},"big":{"type":"double"},
              "parts":{"type":"nested","properties":{"name":{"type":"text"}}},"done":{"type":"completion"}{{{{mapping}}}} }}}
            """);
        Assert.Contains("\"acknowledged\":true", Encoding.UTF8.GetString(created), StringComparison.Ordinal);
        var bulk = new StringBuilder();
        foreach (var (id, source, splicedSource) in WireDocuments.All(Dialect.Family))
        {
            bulk
                .Append(System.Globalization.CultureInfo.InvariantCulture, $$$"""{"index":{"_id":"{{{id}}}"}}""")
                .Append('\n')
                .Append(embed ? splicedSource : source)
                .Append('\n');
        }

        var filled = await SendAsync(HttpMethod.Post, $"/{index}/_bulk?refresh=true", bulk.ToString(), "application/x-ndjson");
        await SendAsync(HttpMethod.Post, $"/{index}/_forcemerge?max_num_segments=1");
        Assert.DoesNotMatch("\"reason\":\"[^\"]*", Encoding.UTF8.GetString(filled));
    }
}
