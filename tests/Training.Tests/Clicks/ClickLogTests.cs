using System.Text;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Clicks;
using Xunit;

namespace TwinBert.Training.Tests.Clicks;

public sealed class ClickLogTests
{
    private static readonly ClickLog Log = new(new HashSet<string> { "click" });

    [Fact]
    public void Read_Table_GroupsRowsOfAnImpression()
    {
        var pages = Read("""
            impression	time	query	document	position	clicked
            1	2026-01-02T03:04:05Z	Red  Sofa	a	1	0
            1	2026-01-02T03:04:05Z	Red  Sofa	b	2	1
            2	2026-01-03T00:00:00Z	lamp	c	11	0
            """);

        Assert.Equal(["red sofa", "lamp"], pages.Select(page => page.Key));
        Assert.Equal([new("a", 1, false), new("b", 2, true)], pages[0].Shown);
        Assert.Equal(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), pages[0].Time);
        Assert.Equal(11, pages[1].Shown[0].Position);
    }

    [Fact]
    public void Read_JsonLines_TakesIdsOrPositions()
    {
        var pages = Read("""
            {"query":"sofa","time":"2026-01-02T03:04:05Z","shown":["a","b"],"clicked":["b"]}
            {"query":"lamp","shown":[{"id":"c","position":4}]}
            """);

        Assert.Equal([new("a", 1, false), new("b", 2, true)], pages[0].Shown);
        Assert.Equal([new("c", 4, false)], pages[1].Shown);
    }

    [Fact]
    public void Read_UserBehaviorInsights_JoinsQueriesAndEvents()
    {
        var pages = Read("""
            {"query_id":"q1","user_query":"sofa","timestamp":"2026-01-02T03:04:05Z","query_response_hit_ids":["a","b","c"]}
            {"_index":"ubi_events","_source":{"action_name":"click","query_id":"q1","event_attributes":{"object":{"object_id":"c"},"position":{"ordinal":5}}}}
            {"action_name":"hover","query_id":"q1","event_attributes":{"object":{"object_id":"a"}}}
            {"action_name":"click","query_id":"q9","event_attributes":{"object":{"object_id":"a"}}}
            {"_index":"ubi_queries","_source":{"query_id":"q2","user_query":"lamp","timestamp":1767323045000,"query_response_hit_ids":[]}}
            """);

        Assert.Equal([new("a", 1, false), new("b", 2, false), new("c", 5, true)], Assert.Single(pages).Shown);
    }

    [Theory]
    [InlineData("query\tdocument\n", "header")]
    [InlineData("impression\tquery\tdocument\tposition\tclicked\n1\tsofa\ta\t0\t1\n", "line 2")]
    [InlineData("impression\tquery\tdocument\tposition\tclicked\n1\tsofa\ta\t1\tyes\n", "line 2")]
    [InlineData("{\"text\":\"sofa\"}\n", "line 1")]
    [InlineData("{\"query\":\"sofa\",\"shown\":[1]}\n", "line 1")]
    [InlineData("", "no impression")]
    public void Read_Malformed_NamesTheLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<Impression> Read(string text) => Log.Read(
        [new("clicks", () => new MemoryStream(Encoding.UTF8.GetBytes(text)))], TestContext.Current.CancellationToken);
}
