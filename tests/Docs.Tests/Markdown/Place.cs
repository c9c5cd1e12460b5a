namespace TwinBert.Docs.Tests.Markdown;

/// <summary>A place in the documentation. Its text is what a failing test shows: <c>docs/client.md:12</c>.</summary>
public sealed record Place(string File, int Line)
{
    public override string ToString() => $"{File}:{Line}";
}
