using System.Text.Json.Nodes;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>The fields of the embedding object are not taken from those that an application may have, however many it has when they come.</summary>
public sealed class FieldLimitTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    public static TheoryData<EngineKind, int> KindsAndFields =>
        [.. from kind in Enum.GetValues<EngineKind>() from fields in new[] { 1, 490, 998, 1000 } select (kind, fields)];

    [Theory]
    [MemberData(nameof(KindsAndFields))]
    public async Task Write_ToAnIndexOfTheDefaultLimit_LeavesTheApplicationAllOfIt(EngineKind kind, int fields)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", $$"""{"mappings":{"dynamic":"strict","properties":{{Fields(fields)}} } }""");

        var (written, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");
        var (last, answer) = await WritingFixture.SendAsync(engine.Direct, "PUT", $"/{engine.Prefix}/_mapping", $$"""{"properties":{{Fields(1000)}} }""");
        var (tooMany, _) = await WritingFixture.SendAsync(engine.Direct, "PUT", $"/{engine.Prefix}/_mapping", $$"""{"properties":{{Fields(1001)}} }""");

        Assert.True((written, last, tooMany) == (201, 200, 400), answer);
        Assert.Equal(1, await engine.EmbeddedAsync(engine.Prefix));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnIndexOfALimitOfItsOwn_LeavesTheApplicationAllOfIt(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync(
            "PUT",
            $"/{engine.Prefix}",
            """{"settings":{"index.mapping.total_fields.limit":20},"mappings":{"properties":{"title":{"type":"text"}}}}""");

        var (first, _) = await WritingFixture.SendAsync(
            engine.Through,
            "PUT",
            $"/{engine.Prefix}/_doc/1",
            """{"title":"a drill","n0":0,"n1":1,"n2":2,"n3":3,"n4":4,"n5":5,"n6":6,"n7":7,"n8":8,"n9":9}""");
        var (second, answer) = await WritingFixture.SendAsync(
            engine.Through,
            "PUT",
            $"/{engine.Prefix}/_doc/2",
            """{"title":"a saw","m0":0,"m1":1,"m2":2,"m3":3,"m4":4,"m5":5,"m6":6,"m7":7,"m8":8}""");
        var (third, _) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/3", """{"title":"a saw","one_too_many":1}""");

        Assert.True((first, second, third) == (201, 201, 400), answer);
        Assert.Equal(2, await engine.EmbeddedAsync(engine.Prefix));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_AfterARollover_RaisesTheLimitOfTheNewIndexAlone(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        const string Limited = "\"settings\":{\"index.mapping.total_fields.limit\":20}";
        await engine.AskAsync("PUT", $"/{engine.Prefix}-000001", $$"""{ {{Limited}},"aliases":{"{{engine.Prefix}}":{"is_write_index":true} } }""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/1", """{"title":"a drill"}""");
        await engine.AskAsync("POST", $"/{engine.Prefix}/_rollover", $$"""{ {{Limited}} }""");
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/2", """{"title":"a saw"}""");

        Assert.Equal(("23", "23"), (await LimitAsync(engine, "-000001"), await LimitAsync(engine, "-000002")));
        Assert.Equal(1, await engine.EmbeddedAsync($"{engine.Prefix}-000002"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Write_ToAnIndexWithMoreFieldsThanItsLimit_ChangesNothingThere(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await engine.AskAsync("PUT", $"/{engine.Prefix}", $$"""{"mappings":{"properties":{{Fields(30)}} } }""");
        await engine.AskAsync("PUT", $"/{engine.Prefix}/_settings", """{"index.mapping.total_fields.limit":20}""");

        for (var i = 0; i < 3; i++)
        {
            var (status, answer) = await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/{i}", """{"title":"a drill"}""");
            Assert.True(status == 201, answer);
        }

        Assert.Equal("20", await LimitAsync(engine, ""));
    }

    private static string Fields(int count) =>
        "{\"title\":{\"type\":\"text\"}" + string.Concat(Enumerable.Range(1, count - 1).Select(i => $",\"f{i}\":{{\"type\":\"boolean\"}}")) + "}";

    private static async Task<string> LimitAsync(WritingFixture engine, string suffix)
    {
        JsonNode answer = await engine.AskAsync("GET", $"/{engine.Prefix}{suffix}/_settings?flat_settings=true");
        return answer[engine.Prefix + suffix]!["settings"]!["index.mapping.total_fields.limit"]!.GetValue<string>();
    }
}
