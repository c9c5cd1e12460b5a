using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>
/// A run is killed at several moments while an application writes, and every document is compared with what the application left.
/// <c>eng/backfill-oracle.py</c> does the same for longer, to real processes, through the sidecar too.
/// </summary>
public sealed class BackfillKillTests(RealEngines engines)
{
    private const int Kills = 4;
    private const int Documents = 150;

    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_KilledAgainAndAgainBesideAWriter_LosesAndFalsifiesNothing(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        var sources = BackfillTests.Documents(Documents).ToArray();
        await index.LoadAsync(sources);
        for (var i = 0; i < sources.Length; i++)
        {
            expected[i.ToString(CultureInfo.InvariantCulture)] = sources[i];
        }

        KillingBetween? killing = null;
        using var bench = new BackfillBench(index)
        {
            Options = new BackfillOptions { BatchDocuments = 8 },
            Between = calls => killing ?? calls,
        };
        for (var kill = 0; kill < Kills; kill++)
        {
            killing = new KillingBetween(index, expected, bulk: 1 + (kill % 3), beforeIt: kill % 2 == 0, round: kill);
            await Assert.ThrowsAsync<InvalidTimeZoneException>(bench.RunAsync);
        }

        killing = null;
        var report = await bench.RunAsync();

        Assert.Null(report.Failure);
        Assert.False(report.Behind.Any);
        Assert.Equal(0, report.Counters.Lost);
        Assert.Equal(report.Counters.Scanned, report.Counters.Settled);
        Assert.Equal(expected.Count, await index.CountAsync());
        Assert.Equal(expected.Count, await index.EmbeddedAsync(HashEncoder.TestFingerprint.Value));
        foreach (var (id, source) in expected)
        {
            var stored = await index.SourceAsync(id);
            Assert.StartsWith(source[..^1] + ",\"twinbert\":{", stored, StringComparison.Ordinal);
            Assert.Contains($"\"text_hash\":\"{Hash(source)}\"", stored, StringComparison.Ordinal);
        }
    }

    private static string Hash(string source)
    {
        var root = JsonElement.Parse(source);
        var text = string.Join(". ", from name in new[] { "title", "text" } where root.TryGetProperty(name, out _) select root.GetProperty(name).GetString());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>Writes, overwrites and deletes documents before each bulk, and ends the run before or after one of them, as if its process were gone.</summary>
    private sealed class KillingBetween(EngineIndex index, Dictionary<string, string> expected, int bulk, bool beforeIt, int round) : IClusterCalls
    {
        private int _bulks;

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (!call.Target.StartsWith("/_bulk", StringComparison.Ordinal))
            {
                return await index.Calls.SendAsync(call, cancellationToken);
            }

            var isTheOne = ++_bulks == bulk;
            await WriteAsync(Encoding.UTF8.GetString(call.Body.Span).Split("\"_id\":\"")[1].Split('"')[0]);
            if (isTheOne && beforeIt)
            {
                throw new InvalidTimeZoneException("as if the process were gone");
            }

            var answer = await index.Calls.SendAsync(call, cancellationToken);
            return isTheOne ? throw new InvalidTimeZoneException("as if the process were gone") : answer;
        }

        private async Task WriteAsync(string inTheBulk)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"{round}-{_bulks}");
            await PutAsync(inTheBulk, $$"""{"title":"overwritten {{mark}}", "n":1e3}""");
            await PutAsync("new-" + mark, $$"""{"title":"new {{mark}}",  "text":"of the application"}""");
            var last = expected.Keys.Last(id => !id.StartsWith("new-", StringComparison.Ordinal));
            await index.SendAsync(HttpMethod.Delete, $"_doc/{last}");
            expected.Remove(last);
        }

        private async Task PutAsync(string id, string source)
        {
            await index.SendAsync(HttpMethod.Put, $"_doc/{id}", source);
            expected[id] = source;
        }
    }
}
