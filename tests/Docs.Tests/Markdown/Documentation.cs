using TwinBert.TestKit;

namespace TwinBert.Docs.Tests.Markdown;

/// <summary>Every page of the documentation.</summary>
internal static class Documentation
{
    private static readonly string[] ShellLanguages = ["sh", "bash", "shell", "console"];

    public static IReadOnlyList<MarkdownFile> Pages { get; } = [.. Files().Select(file => MarkdownFile.Parse(Name(file), File.ReadAllText(file)))];

    public static IEnumerable<CodeBlock> Blocks(string language) => Pages.SelectMany(page => page.Blocks).Where(block => block.Language == language);

    public static IEnumerable<CodeBlock> ShellBlocks => Pages.SelectMany(page => page.Blocks).Where(block => ShellLanguages.Contains(block.Language));

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(RepositoryFolder.Root, "*.md")
        .Concat(new[] { "docs", "samples", "models", "src", "deploy" }
            .Select(folder => RepositoryFolder.PathOf(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Name(string file) => Path.GetRelativePath(RepositoryFolder.Root, file).Replace('\\', '/');
}
