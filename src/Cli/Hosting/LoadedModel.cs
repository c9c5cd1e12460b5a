using TwinBert.Inference;
using TwinBert.Inference.Caching;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>A model package with its encoders. Dispose of it when they are no longer used.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(ModelPackage package, OnnxModel onnx) => (Package, Onnx) = (package, onnx);

    public ModelPackage Package { get; }

    public OnnxModel Onnx { get; }

    /// <summary>Reads a package and loads its encoders.</summary>
    /// <param name="folder">The package's folder, found as <see cref="ModelLocator"/> says.</param>
    /// <param name="options">How much of the machine the encoders may use.</param>
    public static LoadedModel Load(string folder, OnnxModelOptions options) => Load(ModelLocator.Load(folder), options);

    /// <summary>Loads the encoders of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="options">How much of the machine the encoders may use.</param>
    public static LoadedModel Load(ModelPackage package, OnnxModelOptions options)
    {
        try
        {
            return new(package, OnnxModel.Load(package, options));
        }
        catch (ModelPackageException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    public void Dispose() => Onnx.Dispose();
}
