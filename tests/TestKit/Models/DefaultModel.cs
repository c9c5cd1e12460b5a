using TwinBert.Model.Packaging;

namespace TwinBert.TestKit.Models;

/// <summary>The model package that is kept with the code, and what the same model in fp32 makes of a few texts of ours.</summary>
public static class DefaultModel
{
    /// <summary>Loads the package from the working tree.</summary>
    public static ModelPackage Load() => ModelPackage.Load(RepositoryFolder.PathOf("models", "twinbert-en-tiny"));

    /// <summary>The texts, their ids and their fp32 embeddings.</summary>
    public static IReadOnlyList<GoldenExample> Reference()
    {
        using var stream = typeof(DefaultModel).Assembly.GetManifestResourceStream("reference.json")!;
        return GoldenExample.Read(stream);
    }
}
