namespace TwinBert.Cli.Hosting;

/// <summary>What a command needs of the indices that it works on.</summary>
/// <param name="Writes">Whether they must take writes.</param>
/// <param name="TextFields">Whether they must have each of their text fields.</param>
internal sealed record PlanNeeds(bool Writes, bool TextFields);
