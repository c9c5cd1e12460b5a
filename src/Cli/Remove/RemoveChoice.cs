using TwinBert.Backfill.Removing;

namespace TwinBert.Cli.Remove;

/// <summary>Which embeddings are taken out, and how.</summary>
/// <param name="Field">The embedding object; <see langword="null"/> for the one that the configuration names.</param>
/// <param name="DropOld">Whether it is those that the configuration only hides that are taken out.</param>
/// <param name="DryRun">Whether documents are only counted.</param>
/// <param name="Options">How to go about it.</param>
internal sealed record RemoveChoice(string? Field, bool DropOld, bool DryRun, RemovalOptions Options);
