using System.Text.Json;
using TwinBert.Cli.Demo;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Cli.Tests.Demo;

/// <summary>One run of <c>demo --once --json</c> with the default model, for all tests that look at its result.</summary>
public sealed class DemoOnce : IAsyncLifetime
{
    public static string DefaultModel { get; } = RepositoryFolder.PathOf("models", "twinbert-en-base");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public JsonElement Result { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await using var output = new StringWriter();
        ExitCode = await DemoRun.RunAsync(
            new DemoOptions { Once = true, Json = true, Model = DefaultModel, Output = output, Error = TextWriter.Null }, CancellationToken.None);
        Output = output.ToString();
        Result = JsonElement.Parse(Output);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
