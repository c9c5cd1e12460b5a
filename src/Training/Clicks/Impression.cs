namespace TwinBert.Training.Clicks;

/// <summary>A page of results that somebody saw.</summary>
/// <param name="Query">What was searched for, as it was typed.</param>
/// <param name="Time">When; the earliest time where the log does not say.</param>
/// <param name="Shown">The documents that were shown.</param>
internal sealed record Impression(string Query, DateTimeOffset Time, IReadOnlyList<ShownDocument> Shown)
{
    /// <summary>The query without what makes no difference: case, and blanks at its ends and in a row.</summary>
    public string Key { get; } = string.Join(' ', Query.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A document on a page.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Position">Where it stood, from 1.</param>
/// <param name="Clicked">Whether it was clicked.</param>
internal readonly record struct ShownDocument(string Document, int Position, bool Clicked);
