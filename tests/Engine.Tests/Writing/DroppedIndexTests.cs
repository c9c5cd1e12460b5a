using System.Net;
using System.Text;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>An index that is dropped, or dropped and made anew, while a bulk request that writes to it is on its way.</summary>
public sealed class DroppedIndexTests(RealEngines engines)
{
    private const int Documents = 200;

    public static TheoryData<EngineKind, bool> Kinds =>
        [.. from kind in Enum.GetValues<EngineKind>() from isMadeAnew in new[] { false, true } select (kind, isMadeAnew)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_WhoseIndexIsDroppedOnItsWay_FindsTheRightMappingInTheNewOne(EngineKind kind, bool isMadeAnew)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/before", """{"title":"a drill"}""");

        using var content = new TwoPartContent(Lines(0), Lines(Documents), async () =>
        {
            await engine.AskAsync("DELETE", $"/{engine.Prefix}");
            if (isMadeAnew)
            {
                await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"dynamic":"strict","properties":{"title":{"type":"text"}}}}""");
            }

            await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        }, TimeSpan.FromSeconds(1));
        using var response = await engine.Through.PostAsync($"/{engine.Prefix}/_bulk?refresh=true", content, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(answer.Contains("\"errors\":false", StringComparison.Ordinal), answer[..Math.Min(answer.Length, 600)]);
        var mapping = (await engine.AskAsync("GET", $"/{engine.Prefix}/_mapping"))[engine.Prefix]!["mappings"]!["properties"]!["twinbert"]!;
        Assert.Equal("false", mapping["dynamic"]?.ToString());
        Assert.Equal("keyword", mapping["properties"]!["model"]!["type"]!.ToString());
        var count = (await engine.AskAsync("GET", $"/{engine.Prefix}/_count"))["count"]!.GetValue<int>();
        Assert.Equal(count, await engine.EmbeddedAsync(engine.Prefix));
        Assert.InRange(count, Documents, 2 * Documents);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_WhoseIndexIsDroppedJustBeforeItsEnd_FindsTheRightMappingInTheNewOne(EngineKind kind, bool isMadeAnew)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await WritingFixture.SendAsync(engine.Through, "PUT", $"/{engine.Prefix}/_doc/before", """{"title":"a drill"}""");

        using var content = new TwoPartContent(Lines(0), [], async () =>
        {
            await engine.AskAsync("DELETE", $"/{engine.Prefix}");
            if (isMadeAnew)
            {
                await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"properties":{"title":{"type":"text"}}}}""");
            }
        }, TimeSpan.FromMilliseconds(300));
        using var response = await engine.Through.PostAsync($"/{engine.Prefix}/_bulk?refresh=true", content, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(answer.Contains("\"errors\":false", StringComparison.Ordinal), answer[..Math.Min(answer.Length, 600)]);
        var mapping = (await engine.AskAsync("GET", $"/{engine.Prefix}/_mapping"))[engine.Prefix]!["mappings"]!["properties"]!["twinbert"]!;
        Assert.Equal("false", mapping["dynamic"]?.ToString());
        Assert.Equal(Documents, await engine.EmbeddedAsync(engine.Prefix));
    }

    private static byte[] Lines(int from) =>
        Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(from, Documents).Select(i => $"{{\"index\":{{\"_id\":\"{i}\"}}}}\n{{\"title\":\"a drill {i}\"}}\n")));

    /// <summary>A body whose second part comes when something has happened.</summary>
    private sealed class TwoPartContent : HttpContent
    {
        private readonly byte[] _first;
        private readonly byte[] _second;
        private readonly Func<Task> _between;
        private readonly TimeSpan _pause;

        public TwoPartContent(byte[] first, byte[] second, Func<Task> between, TimeSpan pause)
        {
            (_first, _second, _between, _pause) = (first, second, between, pause);
            Headers.ContentType = new("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_first);
            await stream.FlushAsync();
            await Task.Delay(_pause);
            await _between();
            await stream.WriteAsync(_second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
