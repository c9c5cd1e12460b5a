using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Runs a scenario against whatever answers at an address: an engine, the embedded node, or a proxy in front of either.
/// <c>{index}</c> stands for a name that no other run uses; every index that begins with it is deleted afterwards.
/// </summary>
/// <param name="client">A client whose base address is the one to test.</param>
/// <param name="engine">The name of the engine behind it, for <c>engines</c> lists.</param>
public sealed class ScenarioRunner(HttpClient client, string engine)
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Runs all steps; the result is what was not as expected.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        _names["index"] = $"compat-{Guid.NewGuid():N}";
        List<string> problems = [];
        try
        {
            foreach (var (i, step) in scenario.Steps.Index())
            {
                if (step.Engines.Count == 0 || step.Engines.Contains(engine))
                {
                    problems.AddRange((await RunAsync(step, cancellationToken)).Select(p => $"step {i + 1}, {step.Method} {step.Path}: {p}"));
                }
            }
        }
        finally
        {
            await CleanUpAsync(cancellationToken);
        }

        return problems;
    }

    private async Task<List<string>> RunAsync(ScenarioStep step, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), Fill(step.Path));
        if (step.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fill(body)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(step.IsNdjson ? "application/x-ndjson" : "application/json");
        }

        foreach (var (name, value) in step.Headers)
        {
            if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, Fill(value));
            }
        }

        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return Check(step, response, text);
    }

    private List<string> Check(ScenarioStep step, HttpResponseMessage response, string text)
    {
        List<string> problems = [];
        if (step.Status is { } status && status != (int)response.StatusCode)
        {
            problems.Add($"the status should be {status} but is {(int)response.StatusCode}: {text}");
        }

        foreach (var (name, value) in step.ExpectHeaders)
        {
            var actual = response.Headers.Concat(response.Content.Headers).FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
            if (actual is null || !actual.Contains(value, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"the header '{name}' should have '{value}' but is '{actual}'");
            }
        }

        problems.AddRange(step.Raw.Select(Fill).Where(raw => !text.Contains(raw, StringComparison.Ordinal)).Select(raw => $"the answer should contain {raw} but is {text}"));
        if (step.Expect.Count + step.Save.Count > 0)
        {
            CheckJson(step, text, problems);
        }

        return problems;
    }

    private void CheckJson(ScenarioStep step, string text, List<string> problems)
    {
        JsonNode? answer;
        try
        {
            answer = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            problems.Add($"the answer should be JSON but is '{text}'");
            return;
        }

        problems.AddRange(step.Expect
            .Select(e => Expectation.Check(answer, Fill(e.Key), e.Value is null ? null : JsonNode.Parse(Fill(e.Value.ToJsonString()))))
            .OfType<string>());
        foreach (var (name, path) in step.Save)
        {
            var (exists, value) = JsonPath.Find(answer, Fill(path));
            if (exists)
            {
                _names[name] = value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>() : value!.ToJsonString();
            }
            else
            {
                problems.Add($"'{path}' should be there to be saved but is not: {text}");
            }
        }
    }

    private string Fill(string text) => _names.Aggregate(text, (filled, name) => filled.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var listed = await client.GetStringAsync($"/_cat/indices/{_names["index"]}*?h=index&format=json", cancellationToken);
        foreach (var index in JsonNode.Parse(listed)!.AsArray())
        {
            using var response = await client.DeleteAsync($"/{index!["index"]}", cancellationToken);
        }
    }
}
