using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Reading;

/// <summary>
/// The parts of an answer that <c>filter_path</c> keeps, as the engines read it: patterns separated by commas, names by full stops, <c>*</c> for any part of
/// a name, <c>**</c> for any names, a minus before what is left out. Immutable and thread-safe.
/// </summary>
internal sealed class AnswerFilter
{
    private const string Hits = "hits.hits.";

    // Another backslash, a question mark or a blank may mean something to an engine and nothing to another.
    private static readonly SearchValues<char> NotUnderstood = SearchValues.Create("\\? <>\"");

    private readonly List<string[]> _kept = [];
    private readonly List<string[]> _leftOut = [];

    /// <summary>Whether everything is kept.</summary>
    public bool IsEmpty => _kept.Count == 0 && _leftOut.Count == 0;

    /// <summary>Whether the client sees the hits' scores.</summary>
    public bool KeepsScore => Keeps("hits", "hits", "_score");

    /// <summary>Reads the parameter.</summary>
    /// <param name="text">Its value, decoded; <see langword="null"/> where there is none.</param>
    /// <param name="filter">The filter, when every pattern of it is understood.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out AnswerFilter? filter)
    {
        filter = new();
        foreach (var pattern in string.IsNullOrEmpty(text) ? [] : text.Split(','))
        {
            var isLeftOut = pattern.StartsWith('-');
            var names = Names(pattern[(isLeftOut ? 1 : 0)..]);
            if (Array.Exists(names, name => name.Length == 0 || name.AsSpan().ContainsAny(NotUnderstood)))
            {
                filter = null;
                return false;
            }

            (isLeftOut ? filter._leftOut : filter._kept).Add(names);
        }

        return true;
    }

    /// <summary>
    /// Whether a search can be reranked behind this filter: every hit keeps something that every hit has, so that none vanishes from the answer, and what is
    /// needed to rerank is either kept or can be asked for.
    /// </summary>
    /// <param name="source">What the search says about the source.</param>
    /// <param name="field">The object that holds the embeddings.</param>
    public bool KeepsHits(SourceChoice source, EmbeddingField field) =>
        (KeepsScore || Keeps("hits", "hits", "_id") || Keeps("hits", "hits", "_index") || (source != SourceChoice.Chosen && Keeps("hits", "hits", "_source")))
        && !LeavesOut("hits", "hits", "_score")
        && !LeavesOut("hits", "hits", "fields", field.VectorPath)
        && !LeavesOut("hits", "hits", "fields", field.ModelPath);

    /// <summary>Whether the client sees a field of the hits.</summary>
    /// <param name="path">The field.</param>
    public bool KeepsField(string path) => Keeps("hits", "hits", "fields", path);

    /// <summary>The patterns that bring what is needed to rerank, to be put behind the client's; empty where nothing is missing.</summary>
    /// <param name="field">The object that holds the embeddings.</param>
    public IEnumerable<string> Missing(EmbeddingField field)
    {
        // Where the client only says what is left out, all else is kept, and one pattern more would turn that round.
        if (_kept.Count == 0)
        {
            yield break;
        }

        if (!KeepsScore)
        {
            yield return Hits + "_score";
        }

        foreach (var path in new[] { field.VectorPath, field.ModelPath }.Where(path => !KeepsField(path)))
        {
            yield return Hits + "fields." + path.Replace(".", "\\.", StringComparison.Ordinal);
        }
    }

    /// <summary>The names in a pattern: a full stop behind a backslash is part of a name.</summary>
    private static string[] Names(string pattern)
    {
        // No name holds this: JSON escapes it, and engines refuse it in a URL.
        const char Escaped = '\0';
        return [.. pattern.Replace("\\.", Escaped.ToString(), StringComparison.Ordinal).Split('.').Select(name => name.Replace(Escaped, '.'))];
    }

    private bool Keeps(params ReadOnlySpan<string> path) => (_kept.Count == 0 || Covers(_kept, path)) && !LeavesOut(path);

    private bool LeavesOut(params ReadOnlySpan<string> path) => Covers(_leftOut, path);

    private static bool Covers(List<string[]> patterns, ReadOnlySpan<string> path)
    {
        foreach (var pattern in patterns)
        {
            if (Covers(pattern, path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pattern leads to a part or to something that it lies in.</summary>
    private static bool Covers(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty || path.IsEmpty)
        {
            return pattern.IsEmpty;
        }

        return pattern[0] == "**"
            ? Covers(pattern[1..], path) || Covers(pattern, path[1..])
            : FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false) && Covers(pattern[1..], path[1..]);
    }
}
