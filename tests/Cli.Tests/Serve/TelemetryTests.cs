using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

/// <summary>The program tells nobody anything: ONNX Runtime's telemetry, on by default, is off before it starts.</summary>
public sealed class TelemetryTests : IDisposable
{
    // The runtime's first report went out five seconds after its first session, the second five seconds later.
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("twinbert-home-");
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _asked = new();

    public TelemetryTests() => _proxy.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _proxy.Dispose();
        _home.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public async Task Serve_WithAFreshHome_WritesNoFileThereAndAsksForNoHost(string? variable)
    {
        using var model = TinyModel.Create();
        var proxying = AnswerAsync();

        await using var program = ProgramRun.Start(EnvironmentOf(model, variable), "serve", "--listen", "http://127.0.0.1:0", "--wait-for-upstream");
        await program.ErrorWithAsync("TwinBert is ready", Cancel);
        await Task.Delay(Watched, Cancel);

        Assert.Multiple(
            () => Assert.Empty(_asked),
            () => Assert.Empty(_home.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.FullName)),
            () => Assert.False(proxying.IsCompleted));
    }

    // Whoever wants a host on the net through HTTPS asks this proxy for it by its name, in place of looking it up.
    private Dictionary<string, string> EnvironmentOf(TinyModel model, string? variable)
    {
        var proxy = $"http://{_proxy.LocalEndpoint}";
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = _home.FullName,
            ["TMPDIR"] = _home.FullName,
            ["XDG_CACHE_HOME"] = Path.Combine(_home.FullName, "cache"),
            ["DOTNET_EnableDiagnostics"] = "0",
            ["HTTPS_PROXY"] = proxy,
            ["https_proxy"] = proxy,
            ["TWINBERT__Model"] = model.Package.Folder,
            ["TWINBERT__Upstream__Url"] = "http://127.0.0.1:1",
            ["TWINBERT__Indices__shop__TextFields__0"] = "title",
        };
        if (variable is not null)
        {
            environment["ORT_DISABLE_TELEMETRY"] = variable;
        }

        return environment;
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            using var connection = await _proxy.AcceptTcpClientAsync(Cancel);
            using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
            _asked.Enqueue(await reader.ReadLineAsync(Cancel) ?? "");
        }
    }
}
