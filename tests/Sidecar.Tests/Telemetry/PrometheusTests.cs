using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using TwinBert.Sidecar.Exporting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

/// <summary>Metrics as Prometheus reads them.</summary>
public sealed class PrometheusTests
{
    private const string Meter = "TwinBert.Sidecar.Tests.Prometheus";

    [Fact]
    public void Scrape_OlderText_NamesCountersAndUnitsAndEscapesLabels() => Assert.Equal(
        """
        # HELP shop_visits_total Those who came.
        # TYPE shop_visits_total counter
        shop_visits_total{shop_door="a \"b\" \\ c\nd"} 3
        # TYPE shop_till_bytes gauge
        shop_till_bytes 7
        # HELP shop_wait_seconds How long.
        # TYPE shop_wait_seconds histogram
        shop_wait_seconds_bucket{le="0.5"} 1
        shop_wait_seconds_bucket{le="2"} 1
        shop_wait_seconds_bucket{le="+Inf"} 2
        shop_wait_seconds_sum 10.25
        shop_wait_seconds_count 2

        """.ReplaceLineEndings("\n"),
        Scrape(PrometheusForm.Text));

    [Fact]
    public void Scrape_OpenMetrics_NamesFamiliesWithoutTheirSuffixAndEnds()
    {
        var text = Scrape(PrometheusForm.OpenMetrics);

        Assert.Contains("# TYPE shop_visits counter\nshop_visits_total{", text, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_OfManySeries_ComesInPiecesThatAreNoLargeObjectsAndCutNoCharacter()
    {
        const int Series = 1_500;
        const int LargeObject = 85_000;
        using var endpoint = new PrometheusEndpoint();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(Meter).AddReader(endpoint.Reader).Build();
        using var meter = new Meter(Meter);
        var visits = meter.CreateCounter<long>("shop.visits");
        for (var door = 0; door < Series; door++)
        {
            visits.Add(1, new KeyValuePair<string, object?>("shop.door", $"{door}{string.Concat(Enumerable.Repeat("🚪", 20))}"));
        }

        var output = new PieceWriter();
        endpoint.Scrape(PrometheusForm.Text).End(output);

        var text = System.Text.Encoding.UTF8.GetString(output.Written.ToArray());
        Assert.True(output.Written.Count > LargeObject);
        Assert.True(output.LargestPiece < LargeObject, $"{output.LargestPiece}");
        Assert.Equal(Series * 20, text.EnumerateRunes().Count(rune => rune == new System.Text.Rune(0x1F6AA)));
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Theory]
    [InlineData("", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    public async Task Metrics_Asked_HaveSearchesByOutcomeAndStage(string accept, string mediaType)
    {
        await using var fixture = await SearchRerankTests.StartAsync(settings => settings with { ExportsTelemetry = true });
        (await fixture.SendAsync("GET", "/products/_search?q=tie")).Dispose();

        using var answer = await fixture.SendAsync("GET", "/_twinbert/metrics", null, ("Accept", accept));
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains(
            lines,
            line => line.StartsWith("twinbert_rerank_duration_seconds_count{", StringComparison.Ordinal)
                && line.Contains("twinbert_rerank_outcome=\"reranked\"", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.StartsWith("twinbert_rerank_stage_duration_seconds_count{twinbert_rerank_stage=\"search\"} ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("twinbert_encode_circuit{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_OfASidecarThatGivesNoneOut_AreNotFound()
    {
        await using var fixture = await SidecarFixture.StartAsync();

        using var answer = await fixture.SendAsync("GET", "/_twinbert/metrics");

        Assert.Equal(404, (int)answer.StatusCode);
    }

    private static string Scrape(PrometheusForm form)
    {
        using var endpoint = new PrometheusEndpoint();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(Meter).AddReader(endpoint.Reader).Build();
        using var meter = new Meter(Meter);
        meter.CreateCounter<long>("shop.visits", "{visit}", "Those who came.").Add(3, new KeyValuePair<string, object?>("shop.door", "a \"b\" \\ c\nd"));
        meter.CreateUpDownCounter<long>("shop.till", "By").Add(7);
        var wait = meter.CreateHistogram<double>("shop.wait", "s", "How long.", tags: null, new() { HistogramBucketBoundaries = [0.5, 2] });
        wait.Record(0.25);
        wait.Record(10);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        endpoint.Scrape(form).End(output);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Keeps what is written, and how much room was wanted at once.</summary>
    private sealed class PieceWriter : System.Buffers.IBufferWriter<byte>
    {
        private byte[] _room = [];

        public List<byte> Written { get; } = [];

        public int LargestPiece { get; private set; }

        public void Advance(int count) => Written.AddRange(_room.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            LargestPiece = Math.Max(LargestPiece, sizeHint);
            return _room = new byte[Math.Max(sizeHint, 256)];
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
