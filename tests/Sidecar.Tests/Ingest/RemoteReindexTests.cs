using System.Net;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class RemoteReindexTests
{
    private const string Remote = """{"source":{"remote":{"host":"http://other:9200"},"index":"shop"},"dest":{"index":"products"}}""";

    [Fact]
    public async Task Reindex_FromARemoteIntoAMissingIndex_LeavesTheEmbeddingsBehind()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = null;

        using var response = await index.SendAsync("POST", "/_reindex", Remote);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"_source\":{\"excludes\":[\"twinbert\"]}", index.Written, StringComparison.Ordinal);
        Assert.DoesNotContain("PUT", index.Calls);
    }

    [Fact]
    public async Task Reindex_FromARemoteIntoAnIndexThatIsThere_MakesThatReadyAndGoesAsItIs()
    {
        await using var index = await ScriptedIndex.StartAsync();
        index.State = ScriptedIndex.Unmapped;

        using var response = await index.SendAsync("POST", "/_reindex", Remote);

        Assert.Equal((HttpStatusCode.OK, Remote), (response.StatusCode, index.Written));
        Assert.Contains("PUT", index.Calls);
    }
}
