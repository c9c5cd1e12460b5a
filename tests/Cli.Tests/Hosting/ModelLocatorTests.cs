using TwinBert.Cli.Hosting;
using TwinBert.Inference;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

public sealed class ModelLocatorTests
{
    [Fact]
    public void Load_DefaultPackage_IsFoundBesideTheProgram() => Assert.Equal("twinbert-en-base", ModelLocator.Load(ModelLocator.Default).Manifest.Name);

    [Fact]
    public void Find_FolderOfTheWorkingDirectory_Wins()
    {
        var here = Directory.GetDirectories(".").Select(Path.GetFileName).First()!;

        Assert.Equal(here, ModelLocator.Find(here));
    }

    [Fact]
    public void Load_NoSuchFolder_IsRefusedInOneLine()
    {
        var thrown = Assert.Throws<UnusableInputException>(() => ModelLocator.Load("models/none"));

        Assert.Contains("models/none", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    // Serving looked there and backfilling did not: with one configuration, every vector would have been another model's.
    [Fact]
    public void Load_FolderBesideAParentOfTheProgram_IsNotFoundByAnyCommand()
    {
        var parent = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.FullName;
        var name = "model-" + Path.GetRandomFileName();
        using var model = TinyModel.Create();
        Directory.CreateSymbolicLink(Path.Combine(parent, name), model.Package.Folder);
        try
        {
            Assert.Throws<UnusableInputException>(() => ModelLocator.Load(name));
            Assert.Throws<UnusableInputException>(() => LoadedModel.Load(name, new OnnxModelOptions()));
            Assert.Throws<UnusableInputException>(() => new ModelPackages(new() { Model = name }).Default);
        }
        finally
        {
            Directory.Delete(Path.Combine(parent, name));
        }
    }
}
