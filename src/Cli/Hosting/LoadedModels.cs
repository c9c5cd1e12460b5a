using TwinBert.Configuration;
using TwinBert.Inference;

namespace TwinBert.Cli.Hosting;

/// <summary>Every model package that a configuration names, with its encoders. Dispose of it when they are no longer used.</summary>
internal sealed class LoadedModels : IDisposable
{
    private LoadedModels(LoadedModel standard, IReadOnlyDictionary<string, LoadedModel> byName) => (Default, ByName) = (standard, byName);

    /// <summary>The model of every index that names none.</summary>
    public LoadedModel Default { get; }

    /// <summary>The models that indices name, by that name; two names of one folder share a model.</summary>
    public IReadOnlyDictionary<string, LoadedModel> ByName { get; }

    /// <summary>Reads the packages and loads their encoders.</summary>
    /// <param name="configuration">Names them.</param>
    /// <param name="options">How much of the machine the encoders of each may use.</param>
    public static LoadedModels Load(TwinBertOptions configuration, OnnxModelOptions options)
    {
        var byFolder = new Dictionary<string, LoadedModel>(StringComparer.Ordinal);
        try
        {
            var standard = Find(configuration.Model);
            var names = configuration.Indices.Values.Select(index => index.Model).OfType<string>().Distinct();
            return new(standard, names.ToDictionary(name => name, Find));
        }
        catch
        {
            Dispose(byFolder.Values);
            throw;
        }

        LoadedModel Find(string name)
        {
            var folder = Path.GetFullPath(ModelLocator.Find(name));
            return byFolder.TryGetValue(folder, out var loaded) ? loaded : byFolder[folder] = LoadedModel.Load(name, options);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Dispose(ByName.Values.Append(Default).Distinct());

    private static void Dispose(IEnumerable<LoadedModel> models)
    {
        foreach (var model in models)
        {
            model.Dispose();
        }
    }
}
