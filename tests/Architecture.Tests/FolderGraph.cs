using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TwinBert.Architecture.Tests;

/// <summary>Which folders of a project use which. A folder is a namespace, as <c>.editorconfig</c> sees to.</summary>
internal sealed class FolderGraph
{
    // From a folder to each that it uses, with a source that does.
    private readonly Dictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> _types;

    /// <summary>Makes a graph.</summary>
    /// <param name="sources">The sources of a project: their names and texts.</param>
    public FolderGraph(IEnumerable<(string Name, string Text)> sources)
    {
        var files = sources
            .Select(source => (source.Name, Root: CSharpSyntaxTree.ParseText(source.Text).GetCompilationUnitRoot()))
            .Select(source => (source.Name, source.Root, Folder: FolderOf(source.Root)))
            .Where(source => source.Folder.Length > 0)
            .ToArray();
        _types = files.SelectMany(file => TypesOf(file.Root).Select(type => (file.Folder, type))).ToLookup(type => type.Folder, type => type.type);
        foreach (var (name, root, folder) in files)
        {
            var uses = _uses.TryGetValue(folder, out var known) ? known : _uses[folder] = new(StringComparer.Ordinal);
            foreach (var used in ByUsing(root).Concat(ByPlace(root, folder)).Concat(ByQualifiedName(root, folder)).Where(used => used != folder))
            {
                uses.TryAdd(used, name);
            }
        }
    }

    /// <summary>The shortest way from a folder back to itself: each folder with a source that uses the next. Empty where there is none.</summary>
    public IReadOnlyList<string> FindCycle() => _uses.Keys.Select(Cycle).Where(cycle => cycle.Count > 0).MinBy(cycle => cycle.Count) ?? [];

    private List<string> Cycle(string start)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([start]);
        while (waiting.TryDequeue(out var folder))
        {
            foreach (var used in _uses.TryGetValue(folder, out var uses) ? uses.Keys.AsEnumerable() : [])
            {
                if (used == start)
                {
                    return WayTo(folder, start, before);
                }

                if (before.TryAdd(used, folder))
                {
                    waiting.Enqueue(used);
                }
            }
        }

        return [];
    }

    private List<string> WayTo(string last, string start, Dictionary<string, string> before)
    {
        List<string> way = [$"{last} ({_uses[last][start]})"];
        for (var folder = last; folder != start; folder = before[folder])
        {
            way.Insert(0, $"{before[folder]} ({_uses[before[folder]][folder]})");
        }

        return way;
    }

    private IEnumerable<string> ByUsing(CompilationUnitSyntax root) =>
        root.DescendantNodes().OfType<UsingDirectiveSyntax>().Select(directive => directive.Name?.ToString()).OfType<string>().Where(_types.Contains);

    // Types of the folders around need no using.
    private IEnumerable<string> ByPlace(CompilationUnitSyntax root, string folder)
    {
        var names = root.DescendantNodes().OfType<SimpleNameSyntax>().Where(IsAlone).Select(name => name.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        return Around(folder).Where(around => _types[around].Any(names.Contains));
    }

    // A name of which the folder is a part, in whole or from a folder around on.
    private IEnumerable<string> ByQualifiedName(CompilationUnitSyntax root, string folder)
    {
        var names = root.DescendantNodes().Select(node => node switch
        {
            QualifiedNameSyntax name => (Left: name.Left.ToString(), Right: name.Right.Identifier.Text),
            MemberAccessExpressionSyntax access => (Left: access.Expression.ToString(), Right: access.Name.Identifier.Text),
            _ => default,
        });
        return names
            .Where(name => name.Left is not null)
            .SelectMany(name => Around(folder).Select(around => (Folder: $"{around}.{name.Left}", name.Right)).Append((Folder: name.Left, name.Right)))
            .Where(name => _types[name.Folder].Contains(name.Right))
            .Select(name => name.Folder);
    }

    private static bool IsAlone(SimpleNameSyntax name) => name.Parent switch
    {
        QualifiedNameSyntax qualified => qualified.Left == name,
        MemberAccessExpressionSyntax access => access.Expression == name,
        InvocationExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
        AssignmentExpressionSyntax assignment => assignment.Left != name,
        _ => true,
    };

    private static IEnumerable<string> Around(string folder)
    {
        for (var dot = folder.LastIndexOf('.'); dot > 0; dot = folder.LastIndexOf('.', dot - 1))
        {
            yield return folder[..dot];
        }
    }

    private static string FolderOf(CompilationUnitSyntax root) =>
        root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static IEnumerable<string> TypesOf(CompilationUnitSyntax root) => root.DescendantNodes().Select(node => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    }).OfType<string>();
}
