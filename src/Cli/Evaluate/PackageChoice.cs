using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Scoring;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>The packages of a command line and the heads of each that are evaluated. A package that is named several times is loaded once.</summary>
internal sealed class PackageChoice
{
    private const char HeadMark = '#';
    private const string All = "all";

    private readonly List<string> _heads = [];
    private readonly string _given;
    private readonly ModelPackage _package;

    private PackageChoice(string given, ModelPackage package) => (_given, _package) = (given, package);

    /// <summary>Reads and checks packages; none of them is loaded.</summary>
    /// <param name="models">Folders, each may be followed by <c>#</c> and heads.</param>
    /// <param name="heads">The heads where none follow.</param>
    /// <param name="options">What the packages are evaluated with.</param>
    public static IReadOnlyList<PackageContender> Read(IReadOnlyList<string> models, string? heads, EvaluateOptions options)
    {
        var choices = new List<PackageChoice>();
        foreach (var model in models)
        {
            var mark = Directory.Exists(model) ? -1 : model.LastIndexOf(HeadMark);
            var (path, own) = mark < 0 ? (model, null) : (model[..mark], model[(mark + 1)..]);
            var package = ModelLocator.Load(path);
            var choice = choices.Find(other => other._package.Folder == package.Folder);
            if (choice is null)
            {
                choices.Add(choice = new(path, package));
            }

            choice.Add(own ?? heads);
        }

        return [.. choices.Select(choice => choice.Contender(choice.Name(choices), options))];
    }

    private void Add(string? names)
    {
        var known = _package.Crossings;
        var wanted = names switch
        {
            null => [_package.Crossing.Name],
            All => [.. _package.Manifest.Crossing],
            _ => names.Split(',', StringSplitOptions.TrimEntries),
        };
        if (wanted.FirstOrDefault(name => !known.ContainsKey(name)) is { } stray)
        {
            throw new UnusableInputException(
                $"The package '{_given}' has no head '{stray}'. It has {string.Join(", ", _package.Manifest.Crossing)}: name one with --model "
                    + $"{_given}{HeadMark}HEAD or --heads.");
        }

        _heads.AddRange(wanted.Except(_heads));
    }

    private PackageContender Contender(string name, EvaluateOptions options)
    {
        var alone = _heads is [var only] && only == _package.Crossing.Name;
        var weight = _package.Manifest.Blend.TextWeight;
        var heads = _heads.Select(head =>
            new EvaluationHead(alone ? name : name + HeadMark + head, _package.Crossings[head], _package.TypicalSimilarityOf(head)) { ModelWeight = weight });
        return new(_package, name, [.. heads], options.TextFields ?? FieldList.Usual, options.Cache);
    }

    private string Name(List<PackageChoice> choices) =>
        choices.Count(other => Short(other) == Short(this)) == 1 ? Short(this) : _given;

    private static string Short(PackageChoice choice) => Path.GetFileName(choice._package.Folder);
}
