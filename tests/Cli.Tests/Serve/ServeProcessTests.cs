using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

/// <summary>What the serving process ends with, and what it does not end of.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private readonly TinyModel _model = TinyModel.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Serve_AddressOfAnotherMachine_EndsWithTwoAndOneLine()
    {
        await using var program = Start("http://203.0.113.9:9210");

        var (exitCode, errors) = await program.EndAsync(Cancel);

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.StartsWith("twinbert: Cannot listen on http://203.0.113.9:9210: ", OwnLine(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortInUse_EndsWithTwoAndOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var program = Start($"http://{other.LocalEndpoint}");

        var (exitCode, errors) = await program.EndAsync(Cancel);

        Assert.Equal(ExitCode.Unusable, exitCode);
        Assert.StartsWith($"twinbert: Cannot listen on http://{other.LocalEndpoint}: the port is in use", OwnLine(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_HangUp_GoesOnServingUntilItIsTerminated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGHUP.");
        await using var program = Start("http://127.0.0.1:0");
        var ready = await program.ErrorWithAsync("TwinBert is ready on ", Cancel);
        var url = ready.Split("ready on ")[1].Split(',')[0];
        using var client = new HttpClient();

        await SendSignalAsync("HUP", program);
        using var answer = await client.GetAsync(new Uri(url + "_twinbert/health/live"), Cancel);
        await SendSignalAsync("TERM", program);
        var (exitCode, _) = await program.EndAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ExitCode.Done, exitCode);
    }

    // The others are of the log.
    private static string OwnLine(string[] errors) => Assert.Single(errors, line => line.StartsWith("twinbert: ", StringComparison.Ordinal));

    private static async Task SendSignalAsync(string signal, ProgramRun program)
    {
        using var kill = Process.Start("kill", ["-" + signal, program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
        Assert.Equal(0, kill.ExitCode);
    }

    private ProgramRun Start(string listen) => ProgramRun.Start(
        new Dictionary<string, string>
        {
            ["TWINBERT__Model"] = _model.Package.Folder,
            ["TWINBERT__Upstream__Url"] = "http://127.0.0.1:1",
            ["TWINBERT__Indices__shop__TextFields__0"] = "title",
        },
        "serve", "--listen", listen, "--wait-for-upstream");
}
