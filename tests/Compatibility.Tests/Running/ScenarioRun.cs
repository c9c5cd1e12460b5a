namespace TwinBert.Compatibility.Tests.Running;

/// <summary>One run of a scenario.</summary>
/// <param name="Answers">The answer to each step; <see langword="null"/> for a step that is not true of the engine.</param>
/// <param name="Names">What the names in braces stood for at the end.</param>
/// <param name="Problems">What was not as expected.</param>
public sealed record ScenarioRun(IReadOnlyList<ScenarioAnswer?> Answers, IReadOnlyDictionary<string, string> Names, IReadOnlyList<string> Problems);
