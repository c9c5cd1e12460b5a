namespace TwinBert.Backfill.Writing;

/// <summary>Where the writes of a run go.</summary>
/// <param name="Name">An alias of the run's own, or the index.</param>
/// <param name="RequiresAlias">Whether the engine is to refuse them where there is no such alias, and so to make no index for them.</param>
internal readonly record struct WriteTarget(string Name, bool RequiresAlias);
