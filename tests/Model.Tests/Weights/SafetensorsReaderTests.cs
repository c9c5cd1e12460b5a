using System.Buffers.Binary;
using TwinBert.Model.Weights;
using Xunit;

namespace TwinBert.Model.Tests.Weights;

public sealed class SafetensorsReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_WrittenTensors_GivesThemBack()
    {
        SafetensorsWriter.Write(_file, [("a", [2, 2], [1, 2, 3, 4]), ("b", [1], [-0.5f])]);

        using var reader = SafetensorsReader.Open(_file);

        Assert.Equal(["a", "b"], reader.Names.Order());
        Assert.Equal([1, 2, 3, 4], reader.Read("a", 2, 2));
        Assert.Equal([-0.5f], reader.Read("b", 1));
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC1 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x20, 0xC0 })]
    [InlineData("F32", new byte[] { 0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xC0 })]
    public void Read_EachType_GivesFloats(string type, byte[] data)
    {
        Write($$$"""{"x":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);

        using var reader = SafetensorsReader.Open(_file);

        Assert.Equal([1f, -2.5f], reader.Read("x", 2));
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "is cut off: tensor 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "Tensor 'x'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "Tensor 'x'")]
    [InlineData("""{"x":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}""", "has the type I64")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "has the shape [3], and [2] is expected")]
    [InlineData("""{"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "has no tensor 'x'")]
    public void Read_TensorThatIsNotThere_NamesTensorAndFile(string header, string problem)
    {
        Write(header, [0, 0, 0, 0]);
        using var reader = SafetensorsReader.Open(_file);

        var thrown = Assert.Throws<WeightsException>(() => reader.Read("x", 2));

        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_file, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4611686018427387904, 4")]
    [InlineData("1000000000000")]
    [InlineData("-1")]
    public void Read_ShapeBeyondTheFile_AsksForNoMemory(string shape)
    {
        Write($$$"""{"x":{"dtype":"F32","shape":[{{{shape}}}],"data_offsets":[0,4]}}""", [0, 0, 0, 0]);
        using var reader = SafetensorsReader.Open(_file);
        var listed = shape.Split(',').Select(long.Parse).ToArray();

        Assert.Equal(listed, reader.ShapeOf("x"));
        Assert.Contains("too few", Assert.Throws<WeightsException>(() => reader.Read("x", listed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ValueThatIsNotFinite_NamesTheTensor()
    {
        Write("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", BitConverter.GetBytes(float.NaN));
        using var reader = SafetensorsReader.Open(_file);

        Assert.Contains("'x'", Assert.Throws<WeightsException>(() => reader.Read("x", 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"x":1}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""")]
    public void Open_HeaderThatIsNone_NamesTheFile(string header)
    {
        Write(header, [0]);

        Assert.Contains(_file, Assert.Throws<WeightsException>(() => SafetensorsReader.Open(_file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    public void Open_FileThatIsCutOff_NamesTheFile(int length)
    {
        Write("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        File.WriteAllBytes(_file, File.ReadAllBytes(_file)[..length]);

        Assert.Contains(_file, Assert.Throws<WeightsException>(() => SafetensorsReader.Open(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_NamesIt() =>
        Assert.Contains(
            "'gone.safetensors' does not exist",
            Assert.Throws<WeightsException>(() => SafetensorsReader.Open("gone.safetensors")).Message,
            StringComparison.Ordinal);

    private void Write(string header, byte[] data)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)json.Length);
        File.WriteAllBytes(_file, [.. prefix, .. json, .. data]);
    }
}
