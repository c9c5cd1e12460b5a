using TwinBert.Cli.Hosting;
using TwinBert.Cli.Model;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

public sealed class ModelLocatorTests
{
    [Fact]
    public void Load_DefaultPackage_IsFoundBesideTheProgram() => Assert.Equal("twinbert-en-small", ModelLocator.Load(ModelLocator.Default).Manifest.Name);

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
}
