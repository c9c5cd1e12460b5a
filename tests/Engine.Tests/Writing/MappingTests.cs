using System.Text.Json.Nodes;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

public sealed class MappingTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    public static TheoryData<EngineKind, string> KindsAndDynamics =>
        [.. from kind in Enum.GetValues<EngineKind>() from dynamic in new[] { "strict", "false", "true" } select (kind, dynamic)];

    [Theory]
    [MemberData(nameof(KindsAndDynamics))]
    public async Task Write_ToAnIndexOfAnyDynamic_MapsTheObjectAndNothingElse(EngineKind kind, string dynamic)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", $$"""{"mappings":{"dynamic":"{{dynamic}}","properties":{"title":{"type":"text"} } } }""");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");

        Assert.Equal(201, status);
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
        var properties = await PropertiesAsync(engine);
        Assert.Equal(["title", "twinbert"], properties.Select(property => property.Key).Order());
        Assert.Equal("false", properties["twinbert"]!["dynamic"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnIndexWithAnotherVectorThere_GoesThroughUntouched(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"properties":{"twinbert":{"type":"keyword"}}}}""");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill","twinbert":"mine"}""");

        Assert.Equal(201, status);
        Assert.Equal("""{"title":"a drill","twinbert":"mine"}""", await engine.SourceAsync(engine.Prefix, "1"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnIndexThatWasDeletedAMomentAgo_IsEmbeddedInTheNewOne(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");
        await engine.AskAsync("DELETE", $"/{engine.Prefix}");

        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");

        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
        Assert.Equal("false", (await PropertiesAsync(engine))["twinbert"]!["dynamic"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnAliasWithAWriteIndex_IsEmbeddedThere(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var alias = engine.Prefix;
        await engine.AskAsync("PUT", $"/{alias}-1", $$"""{"aliases":{"{{alias}}":{} } }""");
        await engine.AskAsync("PUT", $"/{alias}-2", $$"""{"aliases":{"{{alias}}":{"is_write_index":true} } }""");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{alias}/_doc/1?require_alias=true", """{"title":"a drill"}""");

        Assert.Equal(201, status);
        Assert.Equal(1, await engine.EmbeddedAsync($"{alias}-2"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnAliasWhoseOldIndexConflicts_IsEmbeddedInItsWriteIndex(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var alias = engine.Prefix;
        await engine.AskAsync("PUT", $"/{alias}-1", $$"""{"aliases":{"{{alias}}":{} },"mappings":{"properties":{"twinbert":{"type":"keyword"} } } }""");
        await engine.AskAsync("PUT", $"/{alias}-2", $$"""{"aliases":{"{{alias}}":{"is_write_index":true} } }""");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{alias}/_doc/1", """{"title":"a drill"}""");

        Assert.Equal(201, status);
        Assert.Equal(1, await engine.EmbeddedAsync($"{alias}-2"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnIndexThatIsNotConfigured_ChangesNoMapping(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        var other = "un" + engine.Prefix;
        engine.CleanUp($"/{other}");

        var (status, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{other}/_doc/1", """{"title":"a drill"}""");

        Assert.Equal(201, status);
        Assert.Equal("""{"title":"a drill"}""", await engine.SourceAsync(other, "1"));
    }

    private static async Task<JsonObject> PropertiesAsync(WritingFixture engine) =>
        (await engine.AskAsync("GET", $"/{engine.Prefix}/_mapping"))[engine.Prefix]!["mappings"]!["properties"]!.AsObject();
}
