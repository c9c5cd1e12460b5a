namespace TwinBert.Search.Responses;

/// <summary>The page that a client asked for.</summary>
/// <param name="From">How many hits come before it, from 0.</param>
/// <param name="Size">How many hits it has at most.</param>
public readonly record struct SearchPage(int From, int Size);
