namespace TwinBert.Cli.Checks;

/// <summary>What a look at one part of a set-up gave.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Status">How it is.</param>
/// <param name="Text">What was found, in one line, with the remedy where one is needed.</param>
internal sealed record CheckResult(string Subject, CheckStatus Status, string Text);
