using System.Text.Json;

namespace TwinBert.Search.QueryTexts;

/// <summary>A place in the body where searches of an index say what they look for.</summary>
/// <param name="Member">The member of the body that the place lies in.</param>
/// <param name="Strings">Finds the texts in that member's value.</param>
public sealed record QueryTextPlace(string Member, Func<JsonElement, IEnumerable<string>> Strings);
