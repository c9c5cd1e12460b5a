using System.Globalization;
using System.Text.Json;
using TwinBert.Cli.Model;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
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

    // The tiny model's queries have 24 tokens, its documents 48.
    [Fact]
    public async Task Verify_TextLongerThanAQueryMayBe_IsComparedAsADocument()
    {
        await WriteGoldenAsync(component => component, text: string.Join(' ', Enumerable.Repeat("red shoe", 15)));

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
    [InlineData("bench", "PACKAGE", "--documents", "--texts", "gone.txt")]
    public async Task Commands_InputThatIsMissing_AreRefused(params string[] arguments) =>
        await Assert.ThrowsAsync<UnusableInputException>(
            () => RunAsync([.. arguments.Select(argument => argument == "PACKAGE" ? _tiny.Package.Folder : argument)]));

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

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public async Task Bench_Documents_EncodesThemOnEveryProcessor(params string[] switches)
    {
        await File.WriteAllLinesAsync(_golden, ["red shoe", "", "a blue hat"], TestContext.Current.CancellationToken);

        var exitCode = await RunAsync(["bench", _tiny.Package.Folder, "--documents", "--texts", _golden, "--seconds", "0.01", .. switches]);

        Assert.Equal(ExitCode.Done, exitCode);
    }

    [Fact]
    public async Task MeasureAsync_MadeUpTexts_CountsDocumentsAndTheirTokens()
    {
        var throughput = new DocumentThroughput(_tiny.Package, TimeProvider.System);

        var result = await throughput.MeasureAsync(
            DocumentThroughput.MakeUp(), processors: 2, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

        Assert.Equal((2, 0), (result.Processors, result.Documents % 128));
        Assert.True(result.TokensPerSecond > result.DocumentsPerSecond);
    }

    [Fact]
    public async Task Inspect_Package_Succeeds() => Assert.Equal(ExitCode.Done, await RunAsync("inspect", _tiny.Package.Folder));

    [Fact]
    public async Task Inspect_PackageWithALearnedHead_ShowsWhatItIs()
    {
        AddResidual();
        Assert.Equal("residual (max, inner size 1, with a similarity prior)", CrossingText.Of(ModelPackage.Load(_tiny.Package.Folder).Crossings["residual"]));
        Assert.Equal(ExitCode.Done, await RunAsync("inspect", _tiny.Package.Folder));
    }

    /// <summary>With weights of zero, the head says tanh(b/2) of every pair.</summary>
    [Theory]
    [InlineData(0.7615942f, 0)]
    [InlineData(0.7618f, 1)]
    public async Task Verify_PairsOfALearnedHead_AreCompared(float similarity, int exitCode)
    {
        AddResidual();
        await WriteGoldenAsync(component => component, Pair("residual", similarity));

        Assert.Equal(exitCode, await RunAsync("verify", _tiny.Package.Folder, "--golden", _golden));
    }

    [Fact]
    public async Task Verify_PairsOfAHeadThatThePackageLacks_AreRefused()
    {
        await WriteGoldenAsync(component => component, Pair("querynet", 0));

        var thrown = await Assert.ThrowsAsync<UnusableInputException>(() => RunAsync("verify", _tiny.Package.Folder, "--golden", _golden));
        Assert.Contains("'querynet', and the package has: cosine", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasureAsync_Length_CountsItsRuns()
    {
        using var model = OnnxModel.Load(_tiny.Package, new());

        var timing = await new EncoderTimings(model, TimeProvider.System)
            .MeasureAsync("query", 8, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

        Assert.Equal(8, timing.Tokens);
        Assert.True(timing.Runs >= 20 && timing.P50Ms > 0 && timing.P95Ms >= timing.P50Ms, timing.ToString());
    }

    private static Task<int> RunAsync(params string[] arguments) =>
        ModelCommand.Create().Parse(arguments).InvokeAsync(new() { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);

    private static string Pair(string layer, float similarity) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"layer":"{{layer}}","query":[{{string.Join(',', new float[TinyModel.Dimensions])}}],"document":[{{string.Join(',', new int[TinyModel.Dimensions])}}],"similarity":{{similarity}}}""");

    private void AddResidual()
    {
        var size = TinyModel.Dimensions;
        var manifest = Path.Combine(_tiny.Package.Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"cosine\"", "\"cosine\", \"residual\"", StringComparison.Ordinal));
        SafetensorsWriter.Write(
            Path.Combine(_tiny.Package.Folder, "crossing.safetensors"),
            [
                ("residual.inner1.weight", [1, size], new float[size]), ("residual.inner1.bias", [1], [0]),
                ("residual.inner2.weight", [size, 1], new float[size]), ("residual.inner2.bias", [size], new float[size]),
                ("residual.output.weight", [1, size], new float[size]), ("residual.output.bias", [1], [1.5f]),
                ("residual.prior.scale", [1], [3]), ("residual.prior.bias", [1], [0.5f]),
            ]);
    }

    private static float[] Floats(IReadOnlyList<DocumentEmbedding> embeddings) => [.. embeddings[0].Values.ToArray().Select(value => (float)value)];

    private async Task WriteGoldenAsync(Func<float, float> change, string pairs = "", string text = "red shoe")
    {
        using var model = OnnxModel.Load(_tiny.Package, new());
        var ids = _tiny.Package.Tokenizer.Encode(text, 48).Ids.ToArray();
        var embedding = ids.Length <= 24
            ? await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken)
            : new(Floats(await model.DocumentEncoder.EncodeAsync([text], TestContext.Current.CancellationToken)));
        var components = embedding.Values.ToArray().Select(component => change(component).ToString(CultureInfo.InvariantCulture));
        var json = $$"""{"examples":[{"text":{{JsonSerializer.Serialize(text)}},"input_ids":[{{string.Join(',', ids)}}],"embedding":[{{string.Join(',', components)}}]}],"crossings":[{{pairs}}]}""";
        await File.WriteAllTextAsync(_golden, json, TestContext.Current.CancellationToken);
    }
}
