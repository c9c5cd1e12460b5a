using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class EncoderCircuitMetricsTests
{
    [Fact]
    public void Circuit_ModelsOfOneFingerprint_IsOneWithTheWorstState()
    {
        var (sound, broken) = (SidecarFixture.Model(new HashEncoder()), SidecarFixture.Model(new HashEncoder()));
        var models = new ServedModels(broken, new Dictionary<string, ServedModel> { ["sound"] = sound with { QueryFingerprint = new("000000000000") } });

        var seen = ObservedGauge.Look("twinbert.encode.circuit", models, encoders =>
        {
            for (var failure = 0; failure < new LimitOptions().BreakAfterFailures; failure++)
            {
                encoders.Of(broken).CountTimeout();
            }
        });

        Assert.Equal(
            [("closed", 0L), ("half_open", 0L), ("open", 1L)],
            seen.Select(one => ((string)one.Tags.Single(tag => tag.Key == "twinbert.encode.state").Value!, one.Value)));
    }
}
