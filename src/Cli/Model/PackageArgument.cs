using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>What the commands on a finished package share.</summary>
internal static class PackageArgument
{
    public static Argument<string> Create() => new("PACKAGE") { Description = "A model package's folder.", DefaultValueFactory = _ => ModelLocator.Default };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    /// <summary>Loads the graphs of a package.</summary>
    public static OnnxModel LoadModel(ModelPackage package, OnnxModelOptions options)
    {
        try
        {
            return OnnxModel.Load(package, options);
        }
        catch (ModelPackageException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }
}
