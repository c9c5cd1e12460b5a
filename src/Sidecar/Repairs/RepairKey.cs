namespace TwinBert.Sidecar.Repairs;

/// <summary>A document that may lack an embedding of its text.</summary>
/// <param name="Index">The index, alias or data stream that it was written to or read from.</param>
/// <param name="Id">Its id; <see langword="null"/> for whatever lacks one there, where ids are not known.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
internal readonly record struct RepairKey(string Index, string? Id, string? Routing);
