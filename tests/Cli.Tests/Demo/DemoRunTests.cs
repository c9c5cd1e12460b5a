using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using TwinBert.Cli.Demo;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Demo;

public sealed partial class DemoRunTests : IDisposable
{
    private readonly TinyModel _model = TinyModel.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task RunAsync_Once_PrintsBothRankingsSideBySide()
    {
        await using var output = new StringWriter();
        var code = await DemoRun.RunAsync(Options(output) with { Once = true, Query = "coffee machine" }, Token);

        Assert.Equal(0, code);
        Assert.Contains("“coffee machine”", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("the engine alone (BM25)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("X-TwinBert: reranked; ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Over all 59 judged queries on 352 products", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("curl", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_QueryWithoutHits_SaysSo()
    {
        await using var output = new StringWriter();
        var code = await DemoRun.RunAsync(Options(output) with { Once = true, Query = "zzzzzz" }, Token);

        Assert.Equal(0, code);
        Assert.Contains("Neither finds anything", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NotOnce_ServesUntilCancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var output = new SignallingWriter("Ctrl-C");
        var demo = DemoRun.RunAsync(Options(output) with { Query = "coffee machine" }, stop.Token);
        await await Task.WhenAny(demo, output.Seen);

        // The printed command's own address and body.
        var command = Command().Match(output.ToString());
        using var client = new HttpClient();
        using var content = new StringContent(command.Groups["body"].Value, new MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync(new Uri(command.Groups["url"].Value), content, Token);
        await stop.CancelAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("reranked; ", response.Headers.GetValues("X-TwinBert").Single(), StringComparison.Ordinal);
        Assert.Equal(0, await demo);
    }

    [Fact]
    public async Task RunAsync_PortInUse_NamesAddressAndRemedy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var listen = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var error = await Assert.ThrowsAsync<UnusableInputException>(() => DemoRun.RunAsync(Options(TextWriter.Null) with { Listen = listen }, Token));

        Assert.Contains(listen, error.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:9210")]
    [InlineData("https://127.0.0.1:9210")]
    [InlineData("http://127.0.0.1:9210/path")]
    public async Task RunAsync_ListenIsNoAddress_SaysWhatOneLooksLike(string listen)
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(() => DemoRun.RunAsync(Options(TextWriter.Null) with { Listen = listen }, Token));
        Assert.Contains("http://host:port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoModel_NamesTheFolder()
    {
        var error = await Assert.ThrowsAsync<UnusableInputException>(() => DemoRun.RunAsync(Options(TextWriter.Null) with { Model = "no/such/model" }, Token));
        Assert.Contains("no/such/model", error.Message, StringComparison.Ordinal);
    }

    private DemoOptions Options(TextWriter output) => new() { Model = _model.Package.Folder, Output = output, Error = TextWriter.Null };

    [GeneratedRegex("curl -i -H 'Content-Type: application/json' '(?<url>[^']+)' -d '(?<body>[^']+)'")]
    private static partial Regex Command();
}
