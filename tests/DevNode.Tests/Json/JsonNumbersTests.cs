using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.DevNode.Json;
using Xunit;

namespace TwinBert.DevNode.Tests.Json;

public sealed class JsonNumbersTests
{
    [Theory]
    [InlineData(1f, "1.0")]
    [InlineData(0f, "0.0")]
    [InlineData(-2.5f, "-2.5")]
    [InlineData(0.2876821f, "0.2876821")]
    [InlineData(12345678f, "1.2345678E7")]
    [InlineData(1e10f, "1.0E10")]
    [InlineData(0.0001f, "1.0E-4")]
    [InlineData(-0.00025f, "-2.5E-4")]
    [InlineData(9999999f, "9999999.0")]
    public void Write_Single_AsTheEnginesPrintIt(float value, string expected) => Assert.Equal(expected, Print(json => JsonNumbers.Write(json, value)));

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e100, "1.0E100")]
    [InlineData(123456789.125, "1.23456789125E8")]
    public void Write_Double_AsTheEnginesPrintIt(double value, string expected) => Assert.Equal(expected, Print(json => JsonNumbers.Write(json, value)));

    private static string Print(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
