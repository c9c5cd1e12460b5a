using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>Finds and loads a model package that a configuration or a command line names.</summary>
internal static class ModelLocator
{
    /// <summary>The package that comes with the program.</summary>
    public const string Default = "models/twinbert-en-base";

    /// <summary>The file in a package that says what it is.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Loads a package: a relative path is looked for in the working directory first, then beside the program.</summary>
    public static ModelPackage Load(string path)
    {
        try
        {
            return ModelPackage.Load(Find(path));
        }
        catch (ModelPackageException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    /// <summary>The folder that a path means; the path itself where there is none.</summary>
    public static string Find(string path)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, path);
        return !Directory.Exists(path) && Directory.Exists(beside) ? beside : path;
    }
}
