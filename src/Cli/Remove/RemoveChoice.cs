namespace TwinBert.Cli.Remove;

/// <summary>How embeddings are taken out.</summary>
/// <param name="Field">The embedding object; <see langword="null"/> for the one that the configuration names.</param>
/// <param name="DropOld">Whether it is those that the configuration only hides that are taken out.</param>
/// <param name="Rate">The most documents a second; <see langword="null"/> for no limit.</param>
/// <param name="DryRun">Whether documents are only counted.</param>
internal sealed record RemoveChoice(string? Field, bool DropOld, int? Rate, bool DryRun);
