namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Runs a scenario on a server itself, then through a sidecar that knows none of its indices, then through two that know them: one that crosses by itself, and
/// one that lets the engine cross where it can. What these answer is held
/// against what the server does. All runs use one index name, one after the other, because names decide about shards and orders.
/// </summary>
public static class ScenarioProof
{
    /// <summary>What was not as expected.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Scenario scenario, ServerWithSidecars server, string engine, CancellationToken cancellationToken)
    {
        var index = scenario.Prefix + Guid.NewGuid().ToString("N")[..8];
        var direct = await new ScenarioRunner(server.Direct, engine, index, plan: null).RunAsync(scenario, cancellationToken);
        if (direct.Problems.Count > 0)
        {
            return direct.Problems;
        }

        var passing = await new ScenarioRunner(server.Passing, engine, index, plan: null).RunAsync(scenario, cancellationToken);
        List<string> problems = [.. Compare(scenario, engine, direct, passing, plan: null)
            .Concat(passing.Problems)
            .Select(p => "through a sidecar: " + p)];
        if (scenario.TextFields.Count > 0)
        {
            await ThroughAsync(ServerWithSidecars.Windowed, "through a sidecar that knows the index: ");
        }

        // The embedded node runs no scripts, and where nothing is searched the plan makes no difference.
        if (engine != "devnode" && scenario.Steps.Any(step => step.Verdict is not null))
        {
            await ThroughAsync(ServerWithSidecars.Crossing, "through a sidecar that lets the engine cross: ");
        }

        return problems;

        async Task ThroughAsync(string plan, string way)
        {
            var through = await new ScenarioRunner(server.Configured[plan], engine, index, plan).RunAsync(scenario, cancellationToken);
            problems.AddRange(Compare(scenario, engine, direct, through, plan).Concat(through.Problems).Select(p => way + p));
        }
    }

    private static IEnumerable<string> Compare(Scenario scenario, string engine, ScenarioRun direct, ScenarioRun through, string? plan)
    {
        var comparison = new AnswerComparison(direct.Names, through.Names, isHeld: plan is not null);
        foreach (var (i, step) in scenario.Steps.Index())
        {
            if (direct.Answers[i] is not { } expected || through.Answers[i] is not { } actual)
            {
                continue;
            }

            var differences = !step.IsComparedOn(engine, plan) ? comparison.DifferencesOfHead(expected, actual)
                : step.IsReranked(plan) ? comparison.DifferencesButOrder(expected, actual)
                : comparison.Differences(expected, actual);
            foreach (var difference in differences)
            {
                yield return $"step {i + 1}, {step.Method} {step.Path}: {difference}";
            }
        }
    }
}
