namespace TwinBert.Sidecar.Ingest;

/// <summary>Which document a write is about.</summary>
/// <param name="Index">The index, alias or data stream that it goes to, as the client names it.</param>
/// <param name="Id">Its identifier; <see langword="null"/> when the engine chooses one.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
internal readonly record struct DocumentKey(string Index, string? Id, string? Routing);
