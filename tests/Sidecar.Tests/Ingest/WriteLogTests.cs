using Microsoft.Extensions.Time.Testing;
using TwinBert.IngestPipeline;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class WriteLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeptLines<WriteLog> _lines = new();
    private readonly WriteLog _log;

    public WriteLogTests() => _log = new(_time, _lines);

    [Fact]
    public void Refuse_AfterAThousandInventedNames_IsStillReported()
    {
        for (var i = 0; i < 1_100; i++)
        {
            _log.Open().Refuse($"invented-{i}", IndexRefusal.Missing);
            _time.Advance(LogSilence.Length);
        }

        _log.Open().Refuse("products", IndexRefusal.Missing);

        Assert.Contains("index products ", _lines.All[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_ManyIndicesOfOneRequest_IsOneLine()
    {
        var request = _log.Open();
        for (var i = 0; i < 100; i++)
        {
            request.Refuse($"products-{i}", IndexRefusal.Missing);
            _time.Advance(LogSilence.Length);
        }

        Assert.Single(_lines.All);
    }

    [Fact]
    public void Refuse_IndexNotNamedInTheSilence_IsNamedByALaterWrite()
    {
        _log.Open().Refuse("a", IndexRefusal.Missing);
        _log.Open().Refuse("b", IndexRefusal.Missing);
        _time.Advance(LogSilence.Length);
        _log.Open().Refuse("a", IndexRefusal.Missing);
        _log.Open().Refuse("b", IndexRefusal.Missing);

        Assert.Collection(
            _lines.All,
            line => Assert.Contains("index a ", line, StringComparison.Ordinal),
            line => Assert.Contains("index b ", line, StringComparison.Ordinal));
        Assert.EndsWith("(1 documents of other indices for this reason since the last such line)", _lines.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public void NotEncoded_ManyRequests_IsOneLineInAWhileWithTheNumberOfDocuments()
    {
        for (var i = 0; i < 5; i++)
        {
            _log.Open().NotEncoded(IngestOutcome.EncoderTimeout, 64, null);
        }

        _time.Advance(LogSilence.Length);
        _log.Open().NotEncoded(IngestOutcome.EncoderTimeout, 10, null);

        Assert.Equal(
            [
                "64 documents are written without embeddings (EncoderTimeout); a backfill will embed them. (0 more for this reason since the last such line)",
                "10 documents are written without embeddings (EncoderTimeout); a backfill will embed them. (256 more for this reason since the last such line)",
            ],
            _lines.All);
    }
}
