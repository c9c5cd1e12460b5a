using System.CommandLine;
using System.Text.Json;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
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
        {
            var sidecar = SidecarAddress.Of(parsed.GetValue(url), parsed.GetValue(config));
            var tls = sidecar.Scheme == Uri.UriSchemeHttps && parsed.GetValue(url) is null ? Settings.Read(parsed.GetValue(config)).Tls : new();
            return RunAsync(sidecar, tls, parsed.GetValue(live) ? "live" : "ready", cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Uri sidecar, TlsOptions tls, string question, CancellationToken cancellationToken)
    {
        using var client = SidecarClient.Open(sidecar, tls);
        client.Timeout = Patience;
        try
        {
            using var response = await client.GetAsync(new Uri(TwinBertHeaders.PathPrefix + "health/" + question, UriKind.Relative), cancellationToken);
            var state = StateIn(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return (state, response.IsSuccessStatusCode) switch
            {
                (null, _) => Report(
                    false,
                    $"not {question}: what answers at {sidecar} is no TwinBert sidecar (HTTP {(int)response.StatusCode}). Name the sidecar's own address with "
                        + "--url or Listen."),
                (_, true) => Report(true, question),
                _ => Report(false, $"not {question}: {state} (HTTP {(int)response.StatusCode})"),
            };
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

    private static string? StateIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String
                && status.GetString() is "live" or "ready" or "starting" or "draining"
                ? status.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Report(bool healthy, string text)
    {
        (healthy ? Console.Out : Console.Error).WriteLine(text);
        return healthy ? ExitCode.Done : ExitCode.Incomplete;
    }
}
