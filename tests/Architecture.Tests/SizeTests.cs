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

    private static IEnumerable<string> AllFiles() => Repository.SourceFiles("src", "tests", "samples", "bench");

    private static IEnumerable<string> LongMethods(string file)
    {
        var tree = CSharpSyntaxTree.ParseText(Repository.Read(file));
        foreach (var member in tree.GetRoot().DescendantNodes().Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
        {
            var span = tree.GetLineSpan(member.Span);
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > LongestMethod)
            {
                yield return $"{file}:{span.StartLinePosition.Line + 1} has {lines} lines";
            }
        }
    }
}
