namespace TwinBert.Backfill.Checkpoints;

/// <summary>A document that could not get an embedding.</summary>
/// <param name="Index">Its concrete index.</param>
/// <param name="Id">Its id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record DeadLetter(string Index, string Id, string? Routing, string Reason);
