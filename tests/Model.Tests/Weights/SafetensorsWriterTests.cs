using TwinBert.Model.Weights;
using Xunit;

namespace TwinBert.Model.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert").FullName;

    private string File => Path.Combine(_folder, "x.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_FileThatIsThere_ReplacesItAndLeavesNothingBeside()
    {
        SafetensorsWriter.Write(File, [("a", [3], [1, 2, 3])]);
        SafetensorsWriter.Write(File, [("b", [1], [4])]);

        using var reader = SafetensorsReader.Open(File);

        Assert.Equal(["b"], reader.Names);
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_TargetThatCannotBeReplaced_LeavesNothingBeside()
    {
        Directory.CreateDirectory(File);

        Assert.ThrowsAny<Exception>(() => SafetensorsWriter.Write(File, [("a", [1], [1])]));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_ValuesThatDoNotFillTheShape_NamesTheTensorAndKeepsTheOldFile()
    {
        SafetensorsWriter.Write(File, [("a", [1], [1])]);

        var thrown = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(File, [("a", [2, 2], [1, 2, 3])]));

        Assert.Contains("'a' has 3 values, which do not fill the shape [2, 2]", thrown.Message, StringComparison.Ordinal);
        using var reader = SafetensorsReader.Open(File);
        Assert.Equal([1], reader.Read("a", 1));
    }
}
