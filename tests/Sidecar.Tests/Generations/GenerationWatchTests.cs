using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Generations;

public sealed class GenerationWatchTests
{
    private const string Unknown = "Which of two models searches are ranked by is not known, and stays as it is:";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private readonly FakeTimeProvider _time = new();
    private int _reads;

    [Fact]
    public async Task Read_RefusedForMinutes_IsSaidOnceAndAgainWhenItChanges()
    {
        using var log = new KeptLog();
        await using var sidecar = await SidecarFixture.StartAsync(settings => settings with
        {
            TimeProvider = _time,
            Logging = logging => logging.AddProvider(log),
            Options = settings.Options with
            {
                Indices = new Dictionary<string, IndexOptions>
                {
                    ["products*"] = new() { TextFields = ["title"], Next = new() { Model = "next", EmbeddingField = "twinbert_v2" } },
                },
            },
            ModelsByName = new Dictionary<string, ServedModel> { ["next"] = HashingSidecar.Model(new HashEncoder(24, "fedcba987654")) },
        });
        Assert.Contains("is not of this version", Assert.Single(Said(log)), StringComparison.Ordinal);

        await PassAsync(sidecar, """{"error":{"type":"security_exception","reason":"not you"},"status":403}""", 403);
        Assert.Equal(2, Said(log).Length);
        Assert.Contains("not you", Said(log)[1], StringComparison.Ordinal);

        await PassAsync(sidecar, """{"docs":[{"_index":".twinbert-serving","error":{"type":"security_exception","reason":"nor this"}}]}""", 200);
        Assert.Equal(3, Said(log).Length);
        Assert.Contains("nor this", Said(log)[2], StringComparison.Ordinal);

        await PassAsync(sidecar, """{"docs":[{"_index":".twinbert-serving","error":{"type":"index_not_found_exception","reason":"no such index"}}]}""", 200);
        Assert.Equal(3, Said(log).Length);
        Assert.Contains("Which of two models searches are ranked by is known again", log.Lines);
    }

    private static string[] Said(KeptLog log) => [.. log.Lines.Where(line => line.StartsWith(Unknown, StringComparison.Ordinal))];

    // Three minutes, in each half second of which it reads once.
    private async Task PassAsync(SidecarFixture sidecar, string answer, int status)
    {
        sidecar.Upstream.Answer = context =>
        {
            Interlocked.Increment(ref _reads);
            return ScriptedUpstream.Json(answer, status)(context);
        };
        for (var i = 0; i < 360; i++)
        {
            var before = Volatile.Read(ref _reads);
            _time.Advance(Step);
            while (Volatile.Read(ref _reads) == before)
            {
                // The watch may have to come to its next wait first.
                await Task.Delay(1, TestContext.Current.CancellationToken);
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
