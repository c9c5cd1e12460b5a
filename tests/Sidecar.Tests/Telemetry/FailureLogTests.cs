using Microsoft.Extensions.Time.Testing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class FailureLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeptLines<FailureLog> _lines = new();
    private readonly FailureLog _log;

    public FailureLogTests() => _log = new(_time, _lines);

    [Fact]
    public void Write_TheSameReasonAgain_IsCountedForTheNextLine()
    {
        _log.Write(RerankReason.Encoder);
        _log.Write(RerankReason.Encoder);
        _log.Write(RerankReason.Encoder);
        _log.Write(RerankReason.ResponseTooLarge);
        _time.Advance(LogSilence.Length);
        _log.Write(RerankReason.Encoder);

        Assert.Equal(
            [
                "A search was answered in the engine's order: encoder (stage encode, party model); 0 more for this reason since the last such line",
                "A search was answered in the engine's order: response_too_large (stage read, party sidecar); 0 more for this reason since the last such line",
                "A search was answered in the engine's order: encoder (stage encode, party model); 2 more for this reason since the last such line",
            ],
            _lines.All);
    }

    [Fact]
    public void Write_WhatIsNoFailure_SaysNothing()
    {
        _log.Write(RerankReason.Sort);

        Assert.Empty(_lines.All);
    }
}
