using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TwinBert.Cli.Hosting;
using TwinBert.Protocol;
using TwinBert.Terminal;

namespace TwinBert.Cli.Explain;

/// <summary>Asks a sidecar for an explained search, and shows it.</summary>
internal static class ExplainRun
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    // What a sidecar finds out beside the first search that needs it.
    private static readonly RerankReason[] SoonKnown = [RerankReason.PlanUnknown, RerankReason.FieldsUnknown, RerankReason.EngineUnknown];

    public static async Task<int> RunAsync(ExplainedSearch search, bool json, CancellationToken cancellationToken)
    {
        var body = search.Body();
        using var client = SidecarClient.Open(search.Sidecar, search.Configuration.Tls);
        client.DefaultRequestHeaders.Authorization = SidecarClient.Credentials(search.Configuration.Upstream);
        for (var tries = 1; ; tries++)
        {
            var (verdict, answer) = await AskAsync(client, search, body, cancellationToken);
            using (answer)
            {
                if (verdict is { Reason: { } reason } && SoonKnown.Contains(reason) && tries < Tries)
                {
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                    continue;
                }

                if (!answer.RootElement.TryGetProperty("_twinbert", out var explanation))
                {
                    await Console.Error.WriteLineAsync($"Not reranked, so that there is nothing to explain: {verdict}. See docs/troubleshooting.md.");
                    return ExitCode.Incomplete;
                }

                if (json)
                {
                    Console.Out.WriteLine(explanation.GetRawText());
                }
                else
                {
                    Show(explanation, verdict);
                }

                return ExitCode.Done;
            }
        }
    }

    private static async Task<(RerankVerdict Verdict, JsonDocument Answer)> AskAsync(
        HttpClient client, ExplainedSearch search, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Uri.EscapeDataString(search.Index)}/_search");
            request.Headers.Add(TwinBertHeaders.Explain, "true");
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var said) || !RerankVerdict.TryParse(said.First(), out var verdict))
            {
                throw new UnusableInputException(
                    $"What answers at {search.Sidecar} is no TwinBert sidecar (HTTP {(int)response.StatusCode}). Name the sidecar with --url.");
            }

            return response.IsSuccessStatusCode
                ? (verdict, JsonDocument.Parse(text))
                : throw new UnusableInputException($"The search was refused (HTTP {(int)response.StatusCode}): {text.ReplaceLineEndings(" ")}");
        }
        catch (HttpRequestException e)
        {
            throw new UnusableInputException(
                $"The sidecar at {search.Sidecar} cannot be reached: {e.Message} Start it with 'twinbert serve', or name it with --url.");
        }
        catch (JsonException)
        {
            throw new UnusableInputException($"The answer to the search is no JSON. Ask for one that is, without 'format'.");
        }
    }

    private static void Show(JsonElement explanation, RerankVerdict verdict)
    {
        Console.Out.WriteLine(verdict);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"looked for \"{explanation.GetProperty("query_text").GetString()}\"; score = engine score × exp({Number(explanation, "model_weight")} × ")
            + $"(similarity - {Number(explanation, "typical_similarity")}))");
        var table = new Table().Border(TableBorder.Horizontal);
        foreach (var heading in new[] { "rank", "engine", "id", "engine score", "similarity", "factor", "score" })
        {
            table.AddColumn(heading == "id" ? new TableColumn(heading) : new TableColumn(heading).RightAligned());
        }

        foreach (var hit in explanation.GetProperty("hits").EnumerateArray())
        {
            table.AddRow(
                Number(hit, "rank"), Number(hit, "engine_rank"), Markup.Escape(hit.GetProperty("_id").GetString()!), Number(hit, "engine_score"),
                Number(hit, "similarity"), Number(hit, "factor"), Number(hit, "score"));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);
    }

    private static string Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture)
            : "none";
}
