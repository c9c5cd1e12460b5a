using TwinBert.Inference;
using TwinBert.Model.Packaging;

namespace TwinBert.Cli.Hosting;

/// <summary>
/// Model packages with their encoders, each loaded when it is first asked for, and once. Dispose of them when they are no longer used. Not for concurrent use.
/// </summary>
/// <param name="options">How much of the machine the encoders of each may use.</param>
internal sealed class LoadedModels(OnnxModelOptions options) : IDisposable
{
    private readonly Dictionary<ModelPackage, LoadedModel> _loaded = [];

    /// <summary>The encoders of a package.</summary>
    public LoadedModel Of(ModelPackage package) =>
        _loaded.TryGetValue(package, out var loaded) ? loaded : _loaded[package] = LoadedModel.Load(package, options);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _loaded.Values)
        {
            model.Dispose();
        }
    }
}
