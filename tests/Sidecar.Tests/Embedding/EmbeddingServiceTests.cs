using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Embedding;

public sealed class EmbeddingServiceTests
{
    private static readonly string Model = HashEncoder.TestFingerprint.Value;

    [Fact]
    public async Task Embed_SeveralTexts_GivesOneVectorOfLengthOneForEach()
    {
        await using var fixture = await StartAsync();

        var (status, answer) = await AskAsync(fixture, "/embed", """{"inputs":["red shoe","blue hat"],"truncate":true}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var vectors = answer.EnumerateArray().Select(Floats).ToArray();
        Assert.Equal([await DocumentAsync("red shoe"), await DocumentAsync("blue hat")], vectors);
        Assert.All(vectors, vector => Assert.Equal(1, vector.Sum(component => component * component), 1e-5));
        Assert.Empty(fixture.Upstream.Seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","encoding_format":"base64" """)]
    public async Task Embeddings_OneText_AnswersAsOpenAiDoes(string format)
    {
        await using var fixture = await StartAsync();

        var (status, answer) = await AskAsync(fixture, "/v1/embeddings", $$"""{"input":"red shoe","model":"{{Model}}"{{format}}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("list", Model), (answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString()));
        var only = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal(("embedding", 0), (only.GetProperty("object").GetString(), only.GetProperty("index").GetInt32()));
        var vector = only.GetProperty("embedding");
        Assert.Equal(
            await DocumentAsync("red shoe"),
            format.Length == 0 ? Floats(vector) : MemoryMarshal.Cast<byte, float>(vector.GetBytesFromBase64()).ToArray());
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("?side=query", 50)]
    public async Task Embeddings_Usage_CountsWhatTheTowerReads(string side, int tokens)
    {
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { EmbeddingService = new() { Enabled = true } },
            Model = settings.Model with { CountTokens = (text, isQuery) => text.Split(' ').Length * (isQuery ? 10 : 1) },
        });

        var (_, answer) = await AskAsync(fixture, "/v1/embeddings" + side, """{"input":["a red shoe","blue hat"]}""");

        var usage = answer.GetProperty("usage");
        Assert.Equal((tokens, tokens), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("/embed?side=query", """{"inputs":"red shoe"}""")]
    [InlineData("/embed", """{"inputs":"red shoe","prompt_name":"query"}""")]
    [InlineData("/v1/embeddings", """{"input":["red shoe"],"input_type":"search_query"}""")]
    public async Task Query_Side_IsEncodedByTheQueryTower(string target, string body)
    {
        var towers = new QueryTower();
        await using var fixture = await StartAsync(queries: towers);

        var (status, _) = await AskAsync(fixture, target, body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("red shoe", towers.Asked);
    }

    [Theory]
    [InlineData("/embed", """{"inputs":[]}""", 422, "no text")]
    [InlineData("/embed", """{"inputs":[" "]}""", 422, "empty")]
    [InlineData("/embed", """{"inputs":[[1,2]]}""", 422, "Tokens are not taken")]
    [InlineData("/embed", """{"texts":"a"}""", 422, "'inputs' must be")]
    [InlineData("/embed", """{"inputs":""", 422, "as JSON")]
    [InlineData("/embed", "[]", 422, "as JSON")]
    [InlineData("/embed?side=both", """{"inputs":"a"}""", 422, "no side")]
    [InlineData("/embed", """{"inputs":["a","b","c","d"]}""", 413, "EmbeddingService:MaxTexts")]
    [InlineData("/v1/embeddings", """{"input":"a","model":"another"}""", 404, "There is no model 'another'")]
    [InlineData("/v1/embeddings", """{"input":"a","dimensions":7}""", 422, "not 7")]
    public async Task Request_NotAsItShouldBe_IsToldWhatIsWrong(string target, string body, int status, string message)
    {
        await using var fixture = await StartAsync(new() { Enabled = true, MaxTexts = 3 });

        var (answered, answer) = await AskAsync(fixture, target, body);

        Assert.Equal(status, (int)answered);
        var error = answer.GetProperty("error");
        var said = error.ValueKind == JsonValueKind.String ? error.GetString() : error.GetProperty("message").GetString();
        Assert.Contains(message, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer secret", 200)]
    public async Task Request_WithAKeySet_HasToGiveIt(string? authorization, int status)
    {
        await using var fixture = await StartAsync(new() { Enabled = true, ApiKey = "secret" });
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        using var answer = await fixture.SendAsync("POST", "/embed", Json("""{"inputs":"a"}"""), headers);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/embed", false)]
    [InlineData("POST", "/v1/embeddings", false)]
    [InlineData("GET", "/embed", true)]
    [InlineData("POST", "/v1/embeddings/_search", true)]
    public async Task Request_NotForTheService_GoesToTheCluster(string method, string target, bool enabled)
    {
        await using var fixture = await StartAsync(new() { Enabled = enabled });

        using var answer = await fixture.SendAsync(method, target, method == "GET" ? null : Json("{}"));

        Assert.Equal(target, Assert.Single(fixture.Upstream.Seen).Target);
    }

    [Theory]
    [InlineData("0123456789ab", "query", 422)]
    [InlineData("0123456789ab", "document", 200)]
    [InlineData("trained", "query", 200)]
    public async Task Model_ByAFingerprintThatTwoQueryTowersHave_IsRefusedForQueries(string model, string side, int status)
    {
        var (own, trained) = (new QueryTower(), new QueryTower());
        await using var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { EmbeddingService = new() { Enabled = true } },
            Model = SidecarFixture.Model(own),
            ModelsByName = new Dictionary<string, ServedModel>
            {
                ["models/trained"] = SidecarFixture.Model(trained) with { QueryFingerprint = new("000000000000") },
            },
        });

        var (answered, answer) = await AskAsync(fixture, "/v1/embeddings?side=" + side, $$"""{"input":"red shoe","model":"{{model}}"}""");

        Assert.Equal(status, (int)answered);
        Assert.DoesNotContain("red shoe", own.Asked);
        Assert.Equal((side, status) == ("query", 200), trained.Asked.Contains("red shoe"));
        Assert.Equal(status == 422, answer.TryGetProperty("error", out var error));
        Assert.True(status != 422 || error.GetProperty("message").GetString()!.Contains("'trained'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Encoder_Fails_IsAnErrorOfTheServer()
    {
        var queries = new QueryTower();
        await using var fixture = await StartAsync(queries: queries);
        queries.Fails = true;

        var (status, answer) = await AskAsync(fixture, "/v1/embeddings?side=query", """{"input":"red shoe"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("server_error", answer.GetProperty("error").GetProperty("type").GetString());
    }

    private static Task<SidecarFixture> StartAsync(EmbeddingServiceOptions? service = null, QueryTower? queries = null) => SidecarFixture.StartAsync(
        settings => settings with
        {
            Options = settings.Options with { EmbeddingService = service ?? new() { Enabled = true } },
            Model = queries is null ? settings.Model : SidecarFixture.Model(queries),
        });

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(SidecarFixture fixture, string target, string body)
    {
        using var answer = await fixture.SendAsync("POST", target, Json(body));
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private static async Task<float[]> DocumentAsync(string text)
    {
        var embedding = (await new HashEncoder().EncodeAsync([text], TestContext.Current.CancellationToken))[0];
        var values = embedding.Values.ToArray();
        var length = MathF.Sqrt(values.Sum(component => component * component));
        return [.. values.Select(component => component / length)];
    }

    private static float[] Floats(JsonElement vector) => [.. vector.EnumerateArray().Select(component => component.GetSingle())];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>Remembers what it is asked for.</summary>
    private sealed class QueryTower : IQueryEncoder
    {
        private readonly HashEncoder _encoder = new();

        public List<string> Asked { get; } = [];

        public bool Fails { get; set; }

        public ModelFingerprint Fingerprint => _encoder.Fingerprint;

        public int Dimensions => _encoder.Dimensions;

        public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken)
        {
            Asked.Add(text);
            return Fails ? throw new InvalidOperationException("broken") : _encoder.EncodeAsync(text, cancellationToken);
        }
    }
}
