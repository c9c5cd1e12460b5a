using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>One search that came back with a verdict. Immutable.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Url">Where it was sent.</param>
/// <param name="Status">The response's HTTP status.</param>
public sealed record RerankObservation(RerankVerdict Verdict, HttpMethod Method, Uri? Url, int Status);
