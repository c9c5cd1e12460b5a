using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Protocol;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Runs a scenario against whatever answers at an address: an engine, the embedded node, or a sidecar in front of either.
/// Every index whose name begins with that of the run is deleted afterwards, so that the next run finds the engine as this one did.
/// </summary>
/// <param name="client">A client whose base address is the one to test.</param>
/// <param name="engine">The name of the engine behind it, for <c>engines</c> lists.</param>
/// <param name="index">What <c>{index}</c> stands for: a name that no other scenario uses.</param>
/// <param name="plan">How a sidecar reranks that has settings for the index, so that verdicts are to be checked; <see langword="null"/> for none.</param>
public sealed class ScenarioRunner(HttpClient client, string engine, string index, string? plan)
{
    /// <summary>The name that stands for the index.</summary>
    public const string IndexName = "index";

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private const string HalfTyped = "skipped; reason=half_typed";
    private const int MostTries = 400;
    private const string Anything = """{"query":{"match":{"title":"anything"}},"sort":["_score","_doc"]}""";

    private readonly StepFiller _filler = new(IndexName, index);

    /// <summary>Runs all steps.</summary>
    public async Task<ScenarioRun> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        List<ScenarioAnswer?> answers = [];
        List<string> problems = [];
        try
        {
            foreach (var (i, step) in scenario.Steps.Index())
            {
                var isTrue = step.Engines.Count == 0 || step.Engines.Contains(engine);
                if (isTrue && plan == ServerWithSidecars.Crossing && step.Verdict is not null)
                {
                    await LearnAsync(step, cancellationToken);
                }

                if (isTrue && plan is not null && step.Verdict is HalfTyped)
                {
                    await LearnFieldsAsync(step, cancellationToken);
                }

                answers.Add(isTrue ? await SendAsync(step, null, cancellationToken) : null);
                if (answers[^1] is { } answer)
                {
                    problems.AddRange((await CheckAsync(step, answer, cancellationToken)).Select(p => $"step {i + 1}, {step.Method} {step.Path}: {p}"));
                }
            }
        }
        finally
        {
            await CleanUpAsync(cancellationToken);
        }

        return new(answers, _filler.Names, problems);
    }

    private async Task<ScenarioAnswer> SendAsync(ScenarioStep step, string? queryText, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), Target(_filler.Fill(step.Path)));
        if (step.Bytes is not null || step.Body is not null)
        {
            request.Content = new ByteArrayContent(step.Bytes ?? Encoding.UTF8.GetBytes(_filler.Fill(step.Body!)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(step.IsNdjson ? "application/x-ndjson" : "application/json");
        }

        foreach (var (name, value) in step.Headers)
        {
            var headers = name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) ? (HttpHeaders)request.Content!.Headers : request.Headers;
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, _filler.Fill(value));
        }

        if (queryText is not null)
        {
            request.Headers.Add(TwinBertHeaders.Query, Uri.EscapeDataString(queryText));
        }

        using var response = await client.SendAsync(request, cancellationToken);
        var answer = await ScenarioAnswer.ReadAsync(response, cancellationToken);
        return plan is not null ? answer.WithoutEmbeddingMapping() : answer;
    }

    // What is no URL yet, because it has letters beyond ASCII, is made one; what is one, even with a broken escape, is sent as it stands.
    private Uri Target(string path) => path.All(char.IsAscii)
        ? new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, Verbatim)
        : new Uri(client.BaseAddress!, path);

    // What an index bears is found out beside a first search, and this one is left to the engine until it is.
    private async Task LearnAsync(ScenarioStep step, CancellationToken cancellationToken)
    {
        var target = _filler.Fill(step.Path).Split('/', '?')[1];
        target = target.StartsWith('_') ? index : target;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Target($"/{target}/_search"));
            request.Headers.Add(TwinBertHeaders.Plan, "wrap");
            request.Content = new StringContent(Anything, Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, cancellationToken);
            if (!response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var verdict)
                || !verdict.Single().Contains("plan_unknown", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }

    // How fields are analysed is found out beside a first search, too, which is taken for a whole one until then.
    private async Task LearnFieldsAsync(ScenarioStep step, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MostTries && (await SendAsync(step, null, cancellationToken)).Header(TwinBertHeaders.Verdict) != HalfTyped; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }

    private async Task<List<string>> CheckAsync(ScenarioStep step, ScenarioAnswer answer, CancellationToken cancellationToken)
    {
        var check = new StepCheck(step, _filler, plan);
        var problems = check.Run(answer);
        if (plan is not null && step.QueryText is { } text)
        {
            var given = await SendAsync(step, _filler.Fill(text), cancellationToken);
            if (VolatileParts.Blot(given.Text, _filler.Names) is var expected && expected != VolatileParts.Blot(answer.Text, _filler.Names))
            {
                problems.Add($"reranked by '{text}' it should be {expected} but is {answer.Text}");
            }
        }

        return problems;
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var listed = await client.GetStringAsync($"/_cat/indices/{index}*?h=index&format=json", cancellationToken);
        foreach (var found in JsonNode.Parse(listed)!.AsArray())
        {
            using var response = await client.DeleteAsync($"/{found!["index"]}", cancellationToken);
        }
    }
}
