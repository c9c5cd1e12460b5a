using System.Text.Json.Nodes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Tests.Clusters;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Backfill.Tests.Planning;

public sealed class BackfillPlannerTests
{
    private static readonly IndexFields Fields = new(["title"], new("twinbert"), new("models/hash", HashEncoder.TestFingerprint, 16));

    private readonly MemoryCluster _cluster = new();

    [Fact]
    public async Task PlanAsync_PlainIndex_WritesWholeDocuments()
    {
        _cluster.Settings["index.number_of_shards"] = "3";

        var plan = await PlanAsync("products");

        Assert.Equal(new IndexPlan("products", "u-1", 3, Fields, WriteMode.Index, HasDefaultPipeline: false, LacksMapping: true), Assert.Single(plan.Indices));
        Assert.DoesNotContain(_cluster.Seen, call => call.Method != HttpMethod.Get);
    }

    [Fact]
    public async Task PlanAsync_NestedSettings_AreReadToo()
    {
        _cluster.Settings.Clear();
        _cluster.Settings["index"] = new JsonObject { ["number_of_shards"] = "2", ["uuid"] = "n", ["default_pipeline"] = "p" };

        var index = Assert.Single((await PlanAsync("products")).Indices);

        Assert.Equal((2, "n", true), (index.Shards, index.Uuid, index.HasDefaultPipeline));
    }

    [Theory]
    [InlineData(null, false, VectorSpelling.Numbers)]
    [InlineData("8503000", false, VectorSpelling.Numbers)]
    [InlineData("8536000", false, VectorSpelling.Hexadecimal)]
    [InlineData("9094000", false, VectorSpelling.Base64)]
    [InlineData("9094000", true, VectorSpelling.Numbers)]
    public async Task PlanAsync_TheVersionThatMadeTheIndex_DecidesTheSpelling(string? created, bool asNumbers, VectorSpelling spelling)
    {
        if (created is not null)
        {
            _cluster.Settings["index.version.created"] = created;
        }

        var planner = new BackfillPlanner(_cluster, EngineFamily.Elasticsearch, _ => Fields with { AsNumbers = asNumbers });
        var plan = await planner.PlanAsync(["products"], TestContext.Current.CancellationToken);

        Assert.Equal(spelling, Assert.Single(plan.Indices).Spelling);
    }

    [Theory]
    [InlineData("index.default_pipeline", "enrich", WriteMode.Index, true)]
    [InlineData("index.default_pipeline", "_none", WriteMode.Index, false)]
    [InlineData("index.final_pipeline", "stamp", WriteMode.Update, false)]
    public async Task PlanAsync_Pipelines_DecideHowItWrites(string setting, string value, WriteMode mode, bool skips)
    {
        _cluster.Settings[setting] = value;

        var index = Assert.Single((await PlanAsync("products")).Indices);

        Assert.Equal((mode, skips), (index.WriteMode, index.HasDefaultPipeline));
    }

    [Fact]
    public async Task PlanAsync_NamedTwice_PlansOnce() => Assert.Single((await PlanAsync("products,products", "products")).Indices);

    [Fact]
    public async Task PlanAsync_UnknownAndUnconfigured_NamesBoth()
    {
        var planner = new BackfillPlanner(_cluster, EngineFamily.Elasticsearch, _ => null) { ConfiguredNames = ["shop-*", "books"] };

        var plan = await planner.PlanAsync(["nowhere", "products"], TestContext.Current.CancellationToken);

        Assert.Empty(plan.Indices);
        Assert.Collection(
            plan.Errors,
            error => Assert.Contains("no index 'nowhere'", error, StringComparison.Ordinal),
            error => Assert.Contains(
                "'products' is not configured. Add it, or a pattern that matches it, to Indices in the configuration; it has 'shop-*', 'books'.",
                error,
                StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"indices":[{"name":"products","aliases":["shop"],"attributes":["open"]}]}""")]
    [InlineData("""{"indices":[{"name":"products","data_stream":"shop"}]}""")]
    public async Task PlanAsync_ConfiguredByAliasOrDataStream_IsFound(string resolved)
    {
        _cluster.Answer = call => call.Target.StartsWith(
            "/_resolve/index/products",
            StringComparison.Ordinal) ? MemoryCluster.Json(200, JsonNode.Parse(resolved)!) : null;
        var planner = new BackfillPlanner(_cluster, EngineFamily.Elasticsearch, name => name == "shop" ? Fields : null);

        var plan = await planner.PlanAsync(["products"], TestContext.Current.CancellationToken);

        Assert.Single(plan.Indices);
    }

    [Theory]
    [InlineData("index.blocks.write")]
    [InlineData("index.blocks.read_only_allow_delete")]
    public async Task PlanAsync_Blocked_NamesTheBlock(string block)
    {
        _cluster.Settings[block] = "true";

        var plan = await PlanAsync("products");

        Assert.Contains($"refuses writes ({block})", Assert.Single(plan.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"_source":{"enabled":false}}""", "keeps no _source")]
    [InlineData("""{"_source":{"excludes":["body"]}}""", "keeps only a part of _source")]
    public async Task PlanAsync_SourceNotKept_RefusesToWriteItBack(string mappings, string loss)
    {
        _cluster.Mappings = JsonNode.Parse(mappings)!.AsObject();

        var plan = await PlanAsync("products");

        Assert.Contains(loss, Assert.Single(plan.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanAsync_MappingOfAnotherLength_SaysFoundAndExpected()
    {
        _cluster.Mappings = JsonNode.Parse(
            """{"properties":{"twinbert":{"properties":{"embedding":{"type":"dense_vector","dims":64,"element_type":"byte"}}}}}""")!.AsObject();

        var plan = await PlanAsync("products");

        var error = Assert.Single(plan.Errors);
        Assert.StartsWith("The mapping of 'products' does not fit its model 'models/hash' (0123456789ab): ", error, StringComparison.Ordinal);
        Assert.Contains("'twinbert.embedding' is dense_vector of 64 byte, expected dense_vector of 16 byte", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanAsync_Forbidden_PassesTheReasonOn()
    {
        _cluster.Answer = _ => MemoryCluster.Json(
            403,
            new JsonObject { ["error"] = new JsonObject { ["type"] = "security_exception", ["reason"] = "not you" } });

        var plan = await PlanAsync("products");

        Assert.Contains("security_exception: not you", Assert.Single(plan.Errors), StringComparison.Ordinal);
    }

    private async Task<BackfillPlan> PlanAsync(params string[] expressions) =>
        await new BackfillPlanner(_cluster, EngineFamily.Elasticsearch, _ => Fields).PlanAsync(expressions, TestContext.Current.CancellationToken);
}
