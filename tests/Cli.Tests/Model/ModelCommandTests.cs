using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Hosting;
using TwinBert.Cli.Model;
using TwinBert.Inference;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

public sealed class ModelCommandTests : IDisposable
{
    private readonly TinyModel _tiny = TinyModel.Create();
    private readonly string _golden = Path.GetTempFileName();

    public void Dispose()
    {
        _tiny.Dispose();
        File.Delete(_golden);
    }

    [Fact]
    public async Task Verify_GoldenOfTheModelItself_Passes()
    {
        await WriteGoldenAsync(component => component);

        Assert.Equal(ExitCode.Done, await RunAsync("verify", _tiny.Package.Folder, "--golden", _golden));
    }

    [Fact]
    public async Task Verify_GoldenOfAnotherModel_EndsWithOne()
    {
        await WriteGoldenAsync(component => component * component);

        Assert.Equal(ExitCode.Incomplete, await RunAsync("verify", _tiny.Package.Folder, "--golden", _golden, "--json"));
    }

    [Theory]
    [InlineData("verify", "PACKAGE", "--golden", "gone.json")]
    [InlineData("verify", "nowhere", "--golden", "gone.json")]
    [InlineData("inspect", "nowhere")]
    [InlineData("bench", "nowhere")]
    public async Task Commands_InputThatIsMissing_AreRefused(params string[] arguments) =>
        await Assert.ThrowsAsync<UnusableInputException>(() => RunAsync([.. arguments.Select(argument => argument == "PACKAGE" ? _tiny.Package.Folder : argument)]));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"examples":[]}""")]
    [InlineData("""{"examples":[{"text":"a"}]}""")]
    [InlineData("""{"examples":[{"text":"a","input_ids":[1],"embedding":[0.5]}]}""")]
    public async Task Verify_GoldenThatIsNone_IsRefused(string json)
    {
        await File.WriteAllTextAsync(_golden, json, TestContext.Current.CancellationToken);

        var thrown = await Assert.ThrowsAsync<UnusableInputException>(() => RunAsync("verify", _tiny.Package.Folder, "--golden", _golden));
        Assert.Contains(_golden, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_Package_Succeeds() => Assert.Equal(ExitCode.Done, await RunAsync("inspect", _tiny.Package.Folder));

    [Fact]
    public async Task MeasureAsync_Length_CountsItsRuns()
    {
        using var model = OnnxModel.Load(_tiny.Package, new());

        var timing = await new EncoderTimings(model, TimeProvider.System).MeasureAsync(8, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(8, timing.Tokens);
        Assert.True(timing.Runs >= 20 && timing.P50Ms > 0 && timing.P95Ms >= timing.P50Ms, timing.ToString());
    }

    private static Task<int> RunAsync(params string[] arguments) =>
        ModelCommand.Create().Parse(arguments).InvokeAsync(new() { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);

    private async Task WriteGoldenAsync(Func<float, float> change)
    {
        using var model = OnnxModel.Load(_tiny.Package, new());
        var embedding = await model.QueryEncoder.EncodeAsync("red shoe", TestContext.Current.CancellationToken);
        var ids = _tiny.Package.Tokenizer.Encode("red shoe", 24).Ids.ToArray();
        var components = embedding.Values.ToArray().Select(component => change(component).ToString(CultureInfo.InvariantCulture));
        var json = $$"""{"examples":[{"text":{{JsonSerializer.Serialize("red shoe")}},"input_ids":[{{string.Join(',', ids)}}],"embedding":[{{string.Join(',', components)}}]}]}""";
        await File.WriteAllTextAsync(_golden, json, TestContext.Current.CancellationToken);
    }
}
