using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>What a search gave: its body, its verdict, its ids.</summary>
internal sealed record SearchAnswer(HttpResponseMessage Response, string Body, RerankVerdict Verdict)
{
    public string[] Ids => SearchIds.Of(Body);

    public static async Task<SearchAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var header = Assert.Single(response.Headers.GetValues(TwinBertHeaders.Verdict));
        Assert.True(RerankVerdict.TryParse(header, out var verdict), header);
        return new(response, body, verdict);
    }
}
