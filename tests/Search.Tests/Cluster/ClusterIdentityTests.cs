using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using Xunit;

namespace TwinBert.Search.Tests.Cluster;

public sealed class ClusterIdentityTests
{
    [Theory]
    [InlineData("""{"version":{"number":"8.19.8"}}""", EngineFamily.Elasticsearch, false)]
    [InlineData("""{"version":{"number":"9.1.9"}}""", EngineFamily.Elasticsearch, false)]
    [InlineData("""{"version":{"number":"9.4.3"}}""", EngineFamily.Elasticsearch, true)]
    [InlineData("""{"version":{"number":"10.0.0-SNAPSHOT"}}""", EngineFamily.Elasticsearch, true)]
    [InlineData("""{"version":{"distribution":"opensearch","number":"2.19.1"}}""", EngineFamily.OpenSearch, false)]
    public void Read_KnownEngine_GivesFamilyAndWhatItDoesWithVectors(string body, EngineFamily family, bool leavesOut)
    {
        var identity = ClusterIdentity.Read(Encoding.UTF8.GetBytes(body));

        Assert.NotNull(identity);
        Assert.Equal(family, identity.Family);
        Assert.Equal(leavesOut, identity.Dialect.LeavesVectorsOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"version":"1.2.3"}""")]
    [InlineData("""{"version":{"number":"new"}}""")]
    public void Read_SomethingElse_GivesNothing(string body) => Assert.Null(ClusterIdentity.Read(Encoding.UTF8.GetBytes(body)));
}
