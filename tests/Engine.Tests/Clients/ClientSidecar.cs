using TwinBert.Configuration;
using TwinBert.Model.Crossing;
using TwinBert.Sidecar.Hosting;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>A sidecar as an application meets it: products are configured, the model hashes words.</summary>
internal static class ClientSidecar
{
    public static Task<SidecarHost> StartAsync(Uri upstream)
    {
        var encoder = new HashEncoder();
        return SidecarHost.StartAsync(
            new SidecarSettings
            {
                Options = new TwinBertOptions
                {
                    Listen = "http://127.0.0.1:0",
                    Upstream = new() { Url = upstream.GetLeftPart(UriPartial.Authority) },
                    Indices = new() { ["products*"] = new() { TextFields = ["title", "description"] } },
                },
                Model = new SidecarModel
                {
                    QueryEncoder = encoder,
                    DocumentEncoder = encoder,
                    Crossing = new CosineCrossing(encoder.Dimensions),
                    TypicalSimilarity = 0.2f,
                    Fingerprint = encoder.Fingerprint,
                },
                DrainTimeout = TimeSpan.FromSeconds(1),
            },
            TestContext.Current.CancellationToken);
    }
}
