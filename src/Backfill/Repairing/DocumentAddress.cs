namespace TwinBert.Backfill.Repairing;

/// <summary>Where a document is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
public readonly record struct DocumentAddress(string Id, string? Routing);
