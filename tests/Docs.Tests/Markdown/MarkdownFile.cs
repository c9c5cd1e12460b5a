using System.Text;
using System.Text.RegularExpressions;

namespace TwinBert.Docs.Tests.Markdown;

/// <summary>As much of a Markdown file as the tests look at: fenced blocks, code spans, links and headings.</summary>
internal sealed partial class MarkdownFile
{
    private MarkdownFile(string name, IReadOnlyList<CodeBlock> blocks, IReadOnlyList<(Place Place, string Text)> prose)
    {
        Name = name;
        Blocks = blocks;
        Prose = prose;
    }

    /// <summary>The file, relative to the root, with forward slashes.</summary>
    public string Name { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The lines outside fenced blocks.</summary>
    public IReadOnlyList<(Place Place, string Text)> Prose { get; }

    public IEnumerable<(Place Place, string Text)> CodeSpans =>
        Prose.SelectMany(line => CodeSpan().Matches(line.Text).Select(match => (line.Place, match.Groups["text"].Value)));

    /// <summary>The targets of links and images, with code spans taken out first.</summary>
    public IEnumerable<(Place Place, string Target)> Links =>
        Prose.SelectMany(line => Link().Matches(CodeSpan().Replace(line.Text, "")).Select(match => (line.Place, match.Groups["target"].Value)));

    /// <summary>The anchors of the headings, as the usual hosts make them.</summary>
    public IEnumerable<string> Anchors => Prose.Where(line => line.Text.StartsWith('#')).Select(line => Anchor(line.Text.TrimStart('#').Trim()));

    public static MarkdownFile Parse(string name, string text)
    {
        var blocks = new List<CodeBlock>();
        var prose = new List<(Place, string)>();
        CodeBlock? open = null;
        var content = new StringBuilder();
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var fence = Fence().Match(line);
            if (open is null && fence.Success)
            {
                open = new(new(name, number + 1), fence.Groups["language"].Value, "");
                content.Clear();
            }
            else if (open is not null && fence.Success)
            {
                blocks.Add(open with { Text = content.ToString() });
                open = null;
            }
            else if (open is not null)
            {
                content.Append(line).Append('\n');
            }
            else
            {
                prose.Add((new(name, number), line));
            }
        }

        return open is null ? new(name, blocks, prose) : throw new FormatException($"{open.Place}: this fence is never closed.");
    }

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^\s*```\s*(?<language>[A-Za-z0-9-]*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)`(?<text>[^`]+)`(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
