using System.Net.Http.Headers;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>Whoever may not see a text field learns nothing of it from the order of hits.</summary>
public sealed class FieldSecurityTests(RealEngines engines)
{
    private const string Item = """{"query":{"match":{"title":"item"}},"size":20}""";
    private const string Hides = ",\"field_security\":{\"grant\":[\"*\"],\"except\":[\"secret\"]}";

    [Fact]
    public async Task Search_FieldHiddenFromTheCaller_NoHiddenValueIsGuessedFromTheOrder()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var restricted = await fixture.CreateUserAsync("restricted", Hides);
        var free = await fixture.CreateUserAsync("free", "");

        Assert.Equal(SecuredFixture.Count, await GuessAsync(fixture, free, byHint: true));
        Assert.Equal(SecuredFixture.Count, await GuessAsync(fixture, free, byHint: false));
        Assert.InRange(await GuessAsync(fixture, restricted, byHint: true), 0, 1);
        Assert.InRange(await GuessAsync(fixture, restricted, byHint: false), 0, 1);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(Hides, "hidden_fields")]
    [InlineData(",\"field_security\":{\"grant\":[\"title\",\"secret\",\"twinbert.*\"]}", null)]
    [InlineData(",\"field_security\":{\"grant\":[\"title\",\"twinbert.*\"]}", "hidden_fields")]
    public async Task Search_ByUserOrKey_IsRerankedWhereAllTextIsSeen(string fieldSecurity, string? reason)
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var user = await fixture.CreateUserAsync("user", fieldSecurity);
        var key = await fixture.CreateKeyAsync(fieldSecurity);

        foreach (var credentials in new[] { user, key, user, key })
        {
            var (body, verdict) = await fixture.SearchAsync(credentials, Item);

            Assert.Equal((reason is null ? RerankStatus.Reranked : RerankStatus.Skipped, reason), (verdict.Status, verdict.Reason?.Name));
            Assert.DoesNotContain("twinbert", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Search_FieldGrantedLater_IsRerankedOnceTheAnswerIsOld()
    {
        var time = new OffsetTime();
        await using var fixture = await SecuredFixture.StartAsync(engines, time);
        var user = await fixture.CreateUserAsync("user", Hides);
        Assert.Equal("hidden_fields", (await fixture.SearchAsync(user, Item)).Verdict.Reason?.Name);
        await fixture.CreateUserAsync("user", "");

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null((await fixture.SearchAsync(user, Item)).Verdict.Reason?.Name);
    }

    [Theory]
    [InlineData("twinbert", true)]
    [InlineData("twinbert.*", false)]
    public async Task Search_RoleExceptsTheEmbedding_ClosesItByItsMembersOnly(string except, bool isOpen)
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var user = await fixture.CreateUserAsync("user", $$""","field_security":{"grant":["*"],"except":["{{except}}"]}""");

        var answer = await fixture.DirectAsync(user, """{"query":{"match_all":{}},"_source":false,"docvalue_fields":["twinbert.model"]}""");

        Assert.Equal(isOpen, answer.Contains("twinbert.model", StringComparison.Ordinal));
    }

    /// <summary>How many of the documents a caller finds out the hidden word of, from who comes first when he looks for it.</summary>
    private static async Task<int> GuessAsync(SecuredFixture fixture, AuthenticationHeaderValue caller, bool byHint)
    {
        var right = 0;
        for (var id = 0; id < SecuredFixture.Count; id++)
        {
            var guess = SecuredFixture.SecretOf(id);
            var search = byHint
                ? Item
                : Item.Replace(
                    "{\"match\":{\"title\":\"item\"}}",
                    "{\"bool\":{\"must\":{\"match\":{\"title\":\"item\"}},\"should\":{\"match\":{\"secret\":\"" + guess + "\"}}}}",
                    StringComparison.Ordinal);
            var (body, _) = await fixture.SearchAsync(caller, search, byHint ? guess : null);
            using var json = JsonDocument.Parse(body);
            right += json.RootElement.GetProperty("hits").GetProperty("hits")[0].GetProperty("_id").GetString() == $"{id}" ? 1 : 0;
        }

        return right;
    }
}
