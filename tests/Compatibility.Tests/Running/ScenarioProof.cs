namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Runs a scenario on a server itself, then through a sidecar that knows none of its indices, then through one that knows them. What the two answer is held
/// against what the server does. All runs use one index name, one after the other, because names decide about shards and orders.
/// </summary>
public static class ScenarioProof
{
    /// <summary>What was not as expected.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Scenario scenario, ServerWithSidecars server, string engine, CancellationToken cancellationToken)
    {
        var index = scenario.Prefix + Guid.NewGuid().ToString("N")[..8];
        var direct = await new ScenarioRunner(server.Direct, engine, index, isConfigured: false).RunAsync(scenario, cancellationToken);
        if (direct.Problems.Count > 0)
        {
            return direct.Problems;
        }

        var passing = await new ScenarioRunner(server.Passing, engine, index, isConfigured: false).RunAsync(scenario, cancellationToken);
        List<string> problems = [.. Compare(scenario, engine, direct, passing, isConfigured: false)
            .Concat(passing.Problems)
            .Select(p => "through a sidecar: " + p)];
        if (scenario.TextFields.Count > 0)
        {
            var configured = await new ScenarioRunner(server.Configured, engine, index, isConfigured: true).RunAsync(scenario, cancellationToken);
            problems.AddRange(
                Compare(
                    scenario,
                    engine,
                    direct,
                    configured,
                    isConfigured: true).Concat(configured.Problems).Select(p => "through a sidecar that knows the index: " + p));
        }

        return problems;
    }

    private static IEnumerable<string> Compare(Scenario scenario, string engine, ScenarioRun direct, ScenarioRun through, bool isConfigured)
    {
        var comparison = new AnswerComparison(direct.Names, through.Names, isHeld: isConfigured);
        foreach (var (i, step) in scenario.Steps.Index())
        {
            if (direct.Answers[i] is not { } expected || through.Answers[i] is not { } actual)
            {
                continue;
            }

            var differences = !step.IsComparedOn(engine) ? comparison.DifferencesOfHead(expected, actual)
                : isConfigured && StepCheck.IsReranked(step) ? comparison.DifferencesButOrder(expected, actual)
                : comparison.Differences(expected, actual);
            foreach (var difference in differences)
            {
                yield return $"step {i + 1}, {step.Method} {step.Path}: {difference}";
            }
        }
    }
}
