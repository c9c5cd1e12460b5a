using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>Writes of callers who may not do all that the embedding object needs in the mapping of an index.</summary>
public sealed class MappingPrivilegeTests(RealEngines engines)
{
    private const string ChangeMapping = "indices:admin/mapping/put";
    private const string ChangeSettings = "indices:admin/settings/update";

    [Theory]
    [InlineData("field_limit", ChangeMapping)]
    [InlineData("mapping_forbidden", ChangeSettings)]
    [InlineData("mapping_forbidden")]
    public async Task Write_ByACallerWhoMayNotDoAll_LeavesTheIndexAsItWas(string outcome, params string[] privileges)
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var index = fixture.Index + "-wide";
        await fixture.AdministerAsync("PUT", $"/{index}", """{"mappings":{"properties":{"title":{"type":"text"}}}}""");
        var before = await fixture.AdministerAsync("GET", $"/{index}/_mapping", "");
        var writer = await fixture.CreateWriterAsync("writer", index, ["indices:data/write/*", "view_index_metadata", .. privileges]);

        var (status, answer) = await fixture.SendThroughAsync(writer, "PUT", $"/{index}/_doc/1?refresh=true", """{"title":"a drill"}""");

        Assert.True(status == 201, answer);
        Assert.Contains($"\"{outcome}\":1", (await fixture.SendThroughAsync(null, "GET", "/_twinbert/status")).Body, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.AdministerAsync("GET", $"/{index}/_mapping", ""));
        Assert.DoesNotContain("total_fields", await fixture.AdministerAsync("GET", $"/{index}/_settings", ""), StringComparison.Ordinal);
        Assert.Contains("""{"title":"a drill"}""", await fixture.AdministerAsync("GET", $"/{index}/_doc/1", ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ByACallerWhoMayChangeMappingAndSettings_IsEmbedded()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var index = fixture.Index + "-wide";
        await fixture.AdministerAsync("PUT", $"/{index}", """{"aliases":{"$"}}""".Replace("\"$\"", $"\"{fixture.Index}-alias\":{{}}", StringComparison.Ordinal));

        // Privileges for an alias are none for the index behind it.
        var writer = await fixture.CreateWriterAsync("writer", $"{fixture.Index}-alias", "write", "view_index_metadata", ChangeMapping, ChangeSettings);

        var (status, answer) = await fixture.SendThroughAsync(writer, "PUT", $"/{fixture.Index}-alias/_doc/1?refresh=true", """{"title":"a drill"}""");

        Assert.True(status == 201, answer);
        Assert.Contains("text_hash", await fixture.AdministerAsync("GET", $"/{index}/_doc/1", ""), StringComparison.Ordinal);
        Assert.Contains("\"1003\"", await fixture.AdministerAsync("GET", $"/{index}/_settings", ""), StringComparison.Ordinal);
    }
}
