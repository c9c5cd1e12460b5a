using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace TwinBert.Architecture.Tests;

/// <summary>Small files with one reason to change, small methods.</summary>
public sealed class SizeTests
{
    private const int LongestFile = 400;
    private const int LongestMethod = 60;
    private const int LongestLine = 160;

    [Fact]
    public void Files_Lines_StayUnderTheCap() =>
        Assert.DoesNotContain(AllFiles().Select(file => (File: file, Lines: Repository.Read(file).AsSpan().Count('\n'))), file => file.Lines > LongestFile);

    [Fact]
    public void Files_MedianLines_StayNearSixty()
    {
        var lines = Repository.SourceFiles("src").Select(file => Repository.Read(file).AsSpan().Count('\n')).Order().ToArray();
        Assert.InRange(lines[lines.Length / 2], 1, 75);
    }

    [Fact]
    public void Methods_Lines_StayUnderTheCap() =>
        Assert.Empty(AllFiles().SelectMany(LongMethods));

    [Fact]
    public void Lines_Characters_StayUnderTheCap() =>
        Assert.Empty(AllFiles().SelectMany(LongLines));

    private static IEnumerable<string> AllFiles() => Repository.SourceFiles("src", "tests", "samples", "bench");

    private static IEnumerable<string> LongMethods(string file)
    {
        var tree = CSharpSyntaxTree.ParseText(Repository.Read(file));
        foreach (var member in tree
            .GetRoot()
            .DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
        {
            var span = tree.GetLineSpan(member.Span);
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > LongestMethod)
            {
                yield return $"{file}:{span.StartLinePosition.Line + 1} has {lines} lines";
            }
        }
    }

    // Data may be as long as it is: text in raw and verbatim strings, and rows of test cases.
    private static IEnumerable<string> LongLines(string file)
    {
        var text = Repository.Read(file);
        var lines = text.Split('\n');
        if (!Array.Exists(lines, line => line.Length > LongestLine))
        {
            return [];
        }

        var tree = CSharpSyntaxTree.ParseText(text);
        var data = tree.GetRoot()
            .DescendantNodes()
            .Where(IsData)
            .SelectMany(node =>
            {
                var span = tree.GetLineSpan(node.Span);
                return Enumerable.Range(span.StartLinePosition.Line, span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
            })
            .ToHashSet();
        return Enumerable.Range(0, lines.Length)
            .Where(line => lines[line].Length > LongestLine && !data.Contains(line))
            .Select(line => $"{file}:{line + 1} has {lines[line].Length} characters");
    }

    private static bool IsData(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.Text.StartsWith('@') || literal.Token.Text.StartsWith("\"\"\"", StringComparison.Ordinal),
        InterpolatedStringExpressionSyntax text => text.StringStartToken.Text.Contains('@')
            || text.StringStartToken.Text.Contains("\"\"\"", StringComparison.Ordinal),
        AttributeSyntax attribute => attribute.Name.ToString() == "InlineData",
        _ => false,
    };
}
