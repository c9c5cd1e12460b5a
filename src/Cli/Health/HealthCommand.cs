using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Protocol;
using TwinBert.Terminal;

namespace TwinBert.Cli.Health;

/// <summary><c>twinbert health</c>: asks a running sidecar whether it is ready; for container health checks, as images often have no HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var config = Settings.ConfigOption();
        var url = new Option<string?>("--url") { Description = "The sidecar's URL, instead of the configured 'Listen'.", HelpName = "URL" };
        var live = new Option<bool>("--live") { Description = "Ask only whether the process answers, not whether it is ready to serve." };
        var command = new Command("health", "Ask a running sidecar whether it is ready: exit code 0 when it is, 1 when it is not.") { url, live, config };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(SidecarAddress.Of(parsed.GetValue(url), parsed.GetValue(config)), parsed.GetValue(live) ? "live" : "ready", cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Uri sidecar, string question, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = sidecar, Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri(TwinBertHeaders.PathPrefix + "health/" + question, UriKind.Relative), cancellationToken);
            return Report(response.IsSuccessStatusCode, response.IsSuccessStatusCode ? question : $"not {question} (status {(int)response.StatusCode})");
        }
        catch (HttpRequestException e)
        {
            return Report(false, $"not {question}: {sidecar} cannot be reached. {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Report(false, $"not {question}: {sidecar} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private static int Report(bool healthy, string text)
    {
        (healthy ? Console.Out : Console.Error).WriteLine(text);
        return healthy ? ExitCode.Done : ExitCode.Incomplete;
    }
}
