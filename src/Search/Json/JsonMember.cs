namespace TwinBert.Search.Json;

/// <summary>One member of an object: where it begins behind the one before, where its name's quote stands, and where its value ends.</summary>
/// <param name="Start">The index after the value before it, or after the opening brace.</param>
/// <param name="NameStart">The index of the quote before the name.</param>
/// <param name="End">The index after the value.</param>
internal readonly record struct JsonMember(int Start, int NameStart, int End);
