namespace TwinBert.Search.Parts;

/// <summary>One parameter of a URL.</summary>
/// <param name="Value">The value, decoded.</param>
/// <param name="Start">Where the encoded value begins in the query string.</param>
/// <param name="End">The index after the encoded value.</param>
internal readonly record struct UrlParameter(string Value, int Start, int End);
