namespace TwinBert.Sidecar.Searching;

/// <summary>What was begun for the searches of a request while the engine answered them.</summary>
/// <param name="Encodings">Their queries.</param>
/// <param name="Caller">Whose they are.</param>
internal sealed record BegunSearch(QueryEncodings Encodings, SearchCaller Caller);
