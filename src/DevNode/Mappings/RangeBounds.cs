namespace TwinBert.DevNode.Mappings;

/// <summary>The bounds of a range query as the client wrote them; null where a side is open.</summary>
internal sealed record RangeBounds(string? From, bool IncludesFrom, string? To, bool IncludesTo, string? Format, DateTimeOffset Now);
