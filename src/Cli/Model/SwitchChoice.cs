namespace TwinBert.Cli.Model;

/// <summary>What <c>twinbert model switch</c> is to do.</summary>
/// <param name="To">The embedding object that searches are to be ranked by; <see langword="null"/> for the one that they are not ranked by now.</param>
/// <param name="Back">Whether they go back to the model that the configuration names for now.</param>
/// <param name="AtLeast">
/// The part of the documents with an embedding that must have one of the model that searches go over to; <see langword="null"/> for the configuration's.
/// </param>
/// <param name="Force">Whether they go over, however few have.</param>
/// <param name="DryRun">Whether documents are only counted.</param>
internal sealed record SwitchChoice(string? To, bool Back, double? AtLeast, bool Force, bool DryRun);
