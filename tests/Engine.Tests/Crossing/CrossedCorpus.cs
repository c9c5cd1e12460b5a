using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>
/// Random documents in two indices of a real engine, the second of which knows no embeddings. In the first some documents have none, some one of another
/// model, and some a vector of zeros. Whoever asks for both asks for <see cref="Both"/>.
/// </summary>
internal sealed class CrossedCorpus : IAsyncDisposable
{
    public const string Model = "0123456789ab";

    private static readonly string[] Words = ["red", "boot", "item", "hat", "blue", "leather"];

    private readonly HttpClient _client;
    private readonly Dictionary<string, sbyte[]> _vectors = [];
    private readonly Random _random;

    private CrossedCorpus(HttpClient client, SearchDialect dialect, int seed)
    {
        _client = client;
        Dialect = dialect;
        _random = new(seed);
    }

    public SearchDialect Dialect { get; }

    public string Embedded { get; } = "crossing-" + Guid.NewGuid().ToString("n")[..10];

    public string Bare => Embedded + "-bare";

    public string Guessed => Embedded + "-guessed";

    public string Both => Embedded + "*";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CrossedCorpus> FillAsync(Uri engine, int dimensions, int documents = 60, int shards = 2, int seed = 7)
    {
        var client = new HttpClient { BaseAddress = engine };
        var identity = ClusterIdentity.Read(await client.GetByteArrayAsync("/", Cancellation))!;
        var corpus = new CrossedCorpus(client, identity.Dialect, seed);
        await corpus.CreateAsync(corpus.Embedded, shards, "," + EmbeddingMapping.Properties(identity.Family, new("twinbert"), dimensions));
        await corpus.CreateAsync(corpus.Bare, 1, "");
        var lines = new StringBuilder();
        for (var i = 0; i < documents; i++)
        {
            lines.Append(corpus.Document(i, dimensions));
        }

        await corpus.SendAsync(HttpMethod.Post, "/_bulk?refresh=true", lines.ToString(), "application/x-ndjson");
        return corpus;
    }

    /// <summary>What the layer says of a query and each document; the typical similarity where there is no vector of the model.</summary>
    public Dictionary<string, float> Similarities(ICrossingLayer layer, QueryEmbedding query, float typical) =>
        _vectors.ToDictionary(document => document.Key, document => document.Value.Length == 0 ? typical : Cross(layer, query, document.Value));

    /// <summary>Asks the engine, which has to answer with success.</summary>
    public async Task<JsonObject> SearchAsync(string target, ReadOnlyMemory<byte> body) =>
        JsonNode.Parse(await SendAsync(HttpMethod.Post, target, body))!.AsObject();

    public Task<JsonObject> SearchAsync(string target, string body) => SearchAsync(target, Encoding.UTF8.GetBytes(body));

    /// <summary>Asks the engine, which has to answer with success.</summary>
    public Task<string> SendAsync(HttpMethod method, string target, ReadOnlyMemory<byte> body) =>
        SendAsync(method, target, Encoding.UTF8.GetString(body.Span), "application/json");

    /// <summary>Makes one more index, which <see cref="Both"/> takes in: the engine has guessed how its embeddings are mapped.</summary>
    public async Task GuessAsync()
    {
        var vector = StoredVector.Json(Dialect.Family, [1, 2, 3]);
        var document = $$"""{"title":"red boot","twinbert":{"embedding":{{vector}},"model":"{{Model}}"} }""";
        await SendAsync(HttpMethod.Put, $"/{Guessed}/_doc/guessed?refresh=true", Encoding.UTF8.GetBytes(document));
    }

    /// <summary>A point in time of both indices.</summary>
    public async Task<string> OpenSnapshotAsync()
    {
        var path = Dialect.Family == EngineFamily.OpenSearch ? "_search/point_in_time" : "_pit";
        var answer = JsonNode.Parse(await SendAsync(HttpMethod.Post, $"/{Both}/{path}?keep_alive=1m", default))!;
        return (answer["id"] ?? answer["pit_id"])!.GetValue<string>();
    }

    /// <summary>A random query embedding.</summary>
    public QueryEmbedding Query(int dimensions) => new(Enumerable.Range(0, dimensions).Select(_ => (_random.NextSingle() * 2) - 1).ToArray());

    public async ValueTask DisposeAsync()
    {
        foreach (var index in new[] { Embedded, Bare, Guessed })
        {
            (await _client.DeleteAsync("/" + index, CancellationToken.None)).Dispose();
        }

        _client.Dispose();
    }

    private static float Cross(ICrossingLayer layer, QueryEmbedding query, sbyte[] vector)
    {
        var similarity = new float[1];
        layer.Cross(query, [new(vector)], similarity);
        return similarity[0];
    }

    private Task<string> CreateAsync(string index, int shards, string mapping) => SendAsync(
        HttpMethod.Put,
        "/" + index,
        $$$$$"""
            {"settings":{"number_of_shards":{{{{{shards}}}}},"number_of_replicas":0},"mappings":{"properties":{
            "title":{"type":"text","term_vector":"with_positions_offsets"},"group":{"type":"keyword"},"n":{"type":"integer"},"available":{"type":"boolean"},
            "parts":{"type":"nested","properties":{"name":{"type":"text"}}}{{{{{mapping}}}}}}}}
            """,
        "application/json");

    private string Document(int i, int dimensions)
    {
        var id = i.ToString(CultureInfo.InvariantCulture);
        var kind = i % 8;
        var index = kind == 7 ? Bare : Embedded;
        var vector = Enumerable.Range(0, dimensions).Select(_ => kind == 6 ? (sbyte)0 : (sbyte)_random.Next(-127, 128)).ToArray();
        var title = string.Join(' ', Enumerable.Range(0, _random.Next(2, 12)).Select(_ => Words[_random.Next(Words.Length)]));
        var embedding = kind is 4 or 7
            ? ""
            : $$""","twinbert":{"embedding":{{StoredVector.Json(Dialect.Family, vector)}},"model":"{{(kind == 5 ? "another" : Model)}}","text_hash":"h"}""";
        var available = i % 3 == 0 ? "true" : "false";
        _vectors[id] = kind is 4 or 5 or 7 ? [] : vector;
        return $$$$"""
            {"index":{"_index":"{{{{index}}}}","_id":"{{{{id}}}}"}}
            {"title":"{{{{title}}}}","group":"g{{{{i % 6}}}}","n":{{{{i}}}},"available":{{{{available}}}},"parts":[{"name":"{{{{title}}}}"}]{{{{embedding}}}}}

            """;
    }

    private async Task<string> SendAsync(HttpMethod method, string target, string body, string type)
    {
        using var request = new HttpRequestMessage(method, target) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var response = await _client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode && !text.StartsWith("{\"errors\":true", StringComparison.Ordinal), $"{target} {body}\n{text}");
        return text;
    }
}
