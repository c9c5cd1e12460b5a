using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>
/// The model packages that a configuration names. Each is read when it is first asked for, and once, also where it is named twice. Not for concurrent use.
/// </summary>
/// <param name="configuration">Names them.</param>
internal sealed class ModelPackages(TwinBertOptions configuration)
{
    private readonly Dictionary<string, ModelPackage> _byFolder = new(StringComparer.Ordinal);

    /// <summary>The package of every index that names none.</summary>
    public ModelPackage Default => Read(configuration.Model);

    /// <summary>What the configuration calls the package of an index.</summary>
    public string NameOf(IndexOptions index) => index.Model ?? configuration.Model;

    /// <summary>The package of an index; throws with the index that names one that cannot be used.</summary>
    public ModelPackage Of(IndexOptions index) => index.Model is { } name ? Named(name) : Default;

    /// <summary>A package by the name that an index gives it.</summary>
    public ModelPackage Named(string name)
    {
        try
        {
            return Read(name);
        }
        catch (UnusableInputException e)
        {
            var entries = configuration.Indices
                .SelectMany(index => new[] { ($"Indices:{index.Key}:Model", index.Value.Model), ($"Indices:{index.Key}:Next:Model", index.Value.Next?.Model) })
                .Where(entry => entry.Item2 == name)
                .Select(entry => entry.Item1);
            throw new UnusableInputException($"{string.Join(", ", entries)}: {e.Message}");
        }
    }

    /// <summary>A package that gives documents a model's vectors, among those that were read; their query towers may differ.</summary>
    public ModelPackage With(ModelFingerprint fingerprint) => _byFolder.Values.First(package => package.Fingerprint == fingerprint);

    private ModelPackage Read(string name)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(ModelLocator.Find(name)));
        return _byFolder.TryGetValue(folder, out var package) ? package : _byFolder[folder] = ModelLocator.Load(name);
    }
}
