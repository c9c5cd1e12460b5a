using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Protocol;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>Holds one answer against what the scenario says of it, and saves what later steps need.</summary>
public sealed class StepCheck(ScenarioStep step, StepFiller filler, string? plan)
{
    private readonly List<string> _problems = [];

    /// <summary>What is not as expected.</summary>
    public List<string> Run(ScenarioAnswer answer)
    {
        if (step.Status is { } status && status != answer.Status)
        {
            _problems.Add($"the status should be {status} but is {answer.Status}: {answer.Text}");
        }

        foreach (var (name, value) in step.ExpectHeaders)
        {
            if (answer.Header(name)?.Replace("; ", ";", StringComparison.Ordinal).Contains(
                value.Replace("; ", ";", StringComparison.Ordinal),
                StringComparison.OrdinalIgnoreCase) != true)
            {
                _problems.Add($"the header '{name}' should have '{value}' but is '{answer.Header(name)}'");
            }
        }

        _problems.AddRange(
            step.Raw.Select(filler.Fill).Where(raw => !answer.Text.Contains(raw, StringComparison.Ordinal)).Select(
                raw => $"the answer should contain {raw} but is {answer.Text}"));
        if (plan is not null)
        {
            CheckVerdict(answer, step.VerdictOf(plan));
        }

        var expected = step.IsReranked(plan) ? step.Reranked : step.Expect;
        if (expected.Count + step.Save.Count > 0)
        {
            CheckJson(answer.Text, expected);
        }

        return _problems;
    }

    private void CheckVerdict(ScenarioAnswer answer, string? wanted)
    {
        var verdict = answer.Header(TwinBertHeaders.Verdict);
        if (wanted is { } expected
                ? !(verdict + ";").StartsWith(expected + ";", StringComparison.Ordinal)
                : verdict?.StartsWith("reranked", StringComparison.Ordinal) == true)
        {
            _problems.Add($"the verdict should be '{wanted ?? "none, or that the search was skipped"}' but is '{verdict}': {answer.Text}");
        }
    }

    private void CheckJson(string text, IReadOnlyList<KeyValuePair<string, JsonNode?>> expected)
    {
        JsonNode? answer;
        try
        {
            answer = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            _problems.Add($"the answer should be JSON but is '{text}'");
            return;
        }

        _problems.AddRange(expected
            .Select(e => Expectation.Check(answer, filler.Fill(e.Key), e.Value is null ? null : JsonNode.Parse(filler.Fill(e.Value.ToJsonString()))))
            .OfType<string>());
        foreach (var (name, path) in step.Save)
        {
            var (exists, value) = JsonPath.Find(answer, filler.Fill(path));
            if (exists)
            {
                filler.Save(
                    name,
                    value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? scalar.GetValue<string>() : value!.ToJsonString());
            }
            else
            {
                _problems.Add($"'{path}' should be there to be saved but is not: {text}");
            }
        }
    }
}
