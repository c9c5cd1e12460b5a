namespace TwinBert.TestKit.Models;

/// <summary>Pretrained weights and reference outputs in the <see cref="SharedFolder"/>.</summary>
public static class SharedModels
{
    /// <summary>The path of a file or folder below <c>models</c>. Skips the test where it is not there.</summary>
    public static string Path(string name) => SharedFolder.Path("models/" + name);
}
