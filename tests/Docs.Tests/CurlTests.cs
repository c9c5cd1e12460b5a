using TwinBert.Client;
using TwinBert.Docs.Tests.Markdown;
using TwinBert.Docs.Tests.Shell;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Every <c>curl</c> is answered, and every search through the sidecar has a verdict.</summary>
public sealed class CurlTests(DocumentedServers servers) : IClassFixture<DocumentedServers>
{
    public static TheoryData<Place, string[]> Commands => [.. Documentation.ShellBlocks
        .SelectMany(ShellReader.Read)
        .Where(command => CurlCall.Of(command) is not null)
        .Select(command => (command.Place, command.Words))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Send_DocumentedRequest_IsAnswered(Place place, string[] words)
    {
        var call = CurlCall.Of(new(place, [], words))!;
        var server = servers.Find(call.Url);
        Assert.True(server is not null, $"{place}: no server of the documentation has the port {call.Url.Port}.");

        using var response = await servers.Client.SendAsync(call.To(server), TestContext.Current.CancellationToken);

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{place}: {call.Method} {call.Url} is answered with {(int)response.StatusCode}: {body}");
        if (call.Url.Port == 9210 && call.Url.AbsolutePath.EndsWith("/_search", StringComparison.Ordinal))
        {
            Assert.True(response.GetRerankVerdict() is not null, $"{place}: {call.Url} is answered without a verdict.");
        }
    }
}
